using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nuka.Graft.Unpack;

namespace Nuka.Graft.Tests.Unpack;

/// <summary>Builds Debian packages entry by entry, right or hostile, as the tests need them.</summary>
internal sealed class DebBuilder
{
    private readonly List<byte> control = [];
    private readonly List<byte> data = [];

    internal DebBuilder(string fields = "Package: sample\nVersion: 1.0-1\nArchitecture: amd64\n") => Control("./control", fields);

    /// <summary>Replaces the members as a whole: for packages that are wrong outside.</summary>
    internal Func<byte[], byte[], byte[]>? Outside { get; init; }

    internal DebBuilder Control(string path, string content, uint mode = 0x1ED)
    {
        Append(control, path, '0', content, "", mode);
        return this;
    }

    internal DebBuilder Directory(string path) => Entry(path, '5');

    internal DebBuilder File(string path, string content = "", uint mode = 0x1A4) => Entry(path, '0', content, mode: mode);

    internal DebBuilder Symlink(string path, string target) => Entry(path, '2', target: target);

    internal DebBuilder HardLink(string path, string target) => Entry(path, '1', target: target);

    internal DebBuilder Entry(string path, char kind, string content = "", string target = "", uint mode = 0x1ED)
    {
        Append(data, path, kind, content, target, mode);
        return this;
    }

    internal byte[] Build()
    {
        byte[] controlTar = [.. control, .. new byte[1024]];
        byte[] dataTar = [.. data, .. new byte[1024]];
        return Outside?.Invoke(controlTar, dataTar)
            ?? Archive(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar", controlTar), ("data.tar", dataTar));
    }

    internal PackageFile Write(string directory, string name = "sample.deb")
    {
        byte[] deb = Build();
        string path = Path.Combine(directory, name);
        System.IO.File.WriteAllBytes(path, deb);
        return new PackageFile(path, SHA256.HashData(deb));
    }

    internal static byte[] Archive(params (string Name, byte[] Content)[] members)
    {
        List<byte> bytes = [.. "!<arch>\n"u8];
        foreach ((string name, byte[] content) in members)
        {
            bytes.AddRange(Encoding.ASCII.GetBytes($"{name,-16}{0,-12}{0,-6}{0,-6}{"100644",-8}{content.Length,-10}`\n"));
            bytes.AddRange(content);
            bytes.AddRange(new byte[content.Length & 1]);
        }

        return [.. bytes];
    }

    internal static byte[] Compress(string program, byte[] content)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task feeding = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(content);
            process.StandardInput.Close();
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        feeding.Wait();
        return output.ToArray();
    }

    private static void Append(List<byte> archive, string path, char kind, string content, string target, uint mode)
    {
        if (path.Length > 100)
        {
            Append(archive, "long", 'L', path + "\0", "", mode);
            path = path[..100];
        }

        byte[] header = new byte[512];
        byte[] body = Encoding.Latin1.GetBytes(content);
        Put(header, 0, path);
        Put(header, 100, Octal(mode, 7));
        Put(header, 124, Octal(body.Length, 11));
        header[156] = (byte)kind;
        Put(header, 157, target);
        Put(header, 257, "ustar  \0");
        Put(header, 148, "        ");
        Put(header, 148, Octal(header.Sum(value => value), 6) + "\0 ");
        archive.AddRange(header);
        archive.AddRange(body);
        archive.AddRange(new byte[-body.Length & 511]);
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0').ToString(CultureInfo.InvariantCulture);

    private static void Put(byte[] header, int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, offset);
}
