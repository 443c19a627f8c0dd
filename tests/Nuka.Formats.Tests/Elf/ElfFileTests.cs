using System.Diagnostics;
using System.Text.RegularExpressions;
using Nuka.Formats.Elf;

namespace Nuka.Formats.Tests.Elf;

public sealed class ElfFileTests
{
    /// <summary>readelf of binutils is the judge, over programs and libraries of this machine.</summary>
    [Fact]
    public void Reads_what_readelf_reads()
    {
        string[] files = [.. Directory.GetFiles("/usr/bin").Concat(Directory.GetFiles("/usr/lib/x86_64-linux-gnu", "*.so*"))
            .Where(file => new FileInfo(file).LinkTarget is null && ElfFile.IsElf(Head(file))).Order(StringComparer.Ordinal)];
        Random random = new(20261121);
        random.Shuffle(files);
        Assert.NotEmpty(files);
        foreach (string file in files.Take(60))
        {
            ElfFile? read = ElfFile.TryRead(File.ReadAllBytes(file));
            Assert.NotNull(read);
            string said = Run("readelf", "-dlW", file);
            Assert.Equal(Matches(said, @"\(NEEDED\)\s+Shared library: \[(.*)\]"), read.Needed);
            Assert.Equal(Matches(said, @"\(SONAME\)\s+Library soname: \[(.*)\]").FirstOrDefault(), read.SoName);
            Assert.Equal(Matches(said, @"Requesting program interpreter: (.*)\]").FirstOrDefault(), read.Interpreter);
            Assert.Equal(
                Matches(said, @"\((?:RUNPATH|RPATH)\)\s+Library (?:runpath|rpath): \[(.*)\]").SelectMany(paths => paths.Split(':')).Where(path => path.Length > 0),
                read.SearchPaths);
        }
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_never_anything_else()
    {
        byte[] whole = File.ReadAllBytes("/bin/true");
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = whole[..random.Next(whole.Length)];
            for (int change = 0; change < 4 && damaged.Length > 0; change++)
            {
                damaged[random.Next(Math.Min(damaged.Length, 1024))] = (byte)random.Next(256);
            }

            _ = ElfFile.TryRead(damaged);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\x7f\x45LF")]
    public void What_is_no_ELF_file_is_none(string text) => Assert.Null(ElfFile.TryRead(System.Text.Encoding.Latin1.GetBytes(text)));

    private static byte[] Head(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] head = new byte[4];
        return head[..stream.ReadAtLeast(head, 4, throwOnEndOfStream: false)];
    }

    private static string[] Matches(string text, string pattern) => [.. Regex.Matches(text, pattern).Select(match => match.Groups[1].Value)];

    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
