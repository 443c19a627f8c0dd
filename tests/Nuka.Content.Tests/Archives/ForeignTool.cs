using System.Buffers.Binary;
using System.Diagnostics;

namespace Nuka.Content.Tests.Archives;

/// <summary>Runs a program of the system as an oracle: bytes in, bytes out.</summary>
internal static class ForeignTool
{
    private const int LzmaHeaderBytes = 13;

    // 64 MiB, as xz -9 has: 2 to the power of 26.
    private const byte LzipWindow = 26;

    internal static byte[] Run(string directory, string program, string[] arguments, byte[]? input = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input ?? []);
            process.StandardInput.Close();
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feeding.Wait();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output.ToArray();
    }

    internal static byte[] Compress(string program, byte[] content, params string[] options) =>
        program == "lzip" ? Lzip(content, options) : Run(Path.GetTempPath(), program, [.. options, "-c"], content);

    /// <summary>
    /// lzip itself is seldom there. Its members are what LZMA's old form holds behind its header, between a header and a trailer of lzip's own (lzip's
    /// manual, "File format").
    /// </summary>
    private static byte[] Lzip(byte[] content, string[] options)
    {
        byte[] compressed = Run(Path.GetTempPath(), "xz", ["--format=lzma", .. options, "-c"], content);
        byte[] member = [.. "LZIP\u0001"u8, LzipWindow, .. compressed.AsSpan(LzmaHeaderBytes), .. new byte[20]];
        Span<byte> trailer = member.AsSpan(^20..);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, BinaryPrimitives.ReadUInt32LittleEndian(Crc(content)));
        BinaryPrimitives.WriteInt64LittleEndian(trailer[4..], content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[12..], member.Length);
        return member;
    }

    // gzip's trailer begins with the sum that lzip's has (RFC 1952, section 2.3.1).
    private static byte[] Crc(byte[] content) => Run(Path.GetTempPath(), "gzip", ["-c"], content)[^8..^4];
}
