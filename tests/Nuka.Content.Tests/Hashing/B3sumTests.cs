using System.Diagnostics;
using Nuka.Content.Hashing;

namespace Nuka.Content.Tests.Hashing;

/// <summary>The program b3sum as oracle, on random sizes; the ./test script installs it.</summary>
public sealed class B3sumTests
{
    private const int Seed = 20260101;

    [Fact]
    public void Random_sizes_hash_as_b3sum_hashes_them()
    {
        Random random = new(Seed);
        int[] sizes = [.. Enumerable.Range(0, 80).Select(_ => random.Next(0, 1 << random.Next(1, 20))), 5_000_011, 9 * 1024 * 1024];
        string directory = Directory.CreateTempSubdirectory("nuka-b3sum-").FullName;
        try
        {
            List<string> files = [];
            List<string> ours = [];
            foreach (int size in sizes)
            {
                byte[] content = new byte[size];
                random.NextBytes(content);
                string file = Path.Combine(directory, $"{files.Count}");
                File.WriteAllBytes(file, content);
                files.Add(file);
                ours.Add(Blake3.Hash(content).ToString());
            }

            Assert.Equal(ours, Run([], ["--no-names", .. files]));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40_000)]
    public void Keys_and_contexts_give_what_b3sum_gives(int size)
    {
        Random random = new(Seed + size);
        byte[] content = new byte[size];
        byte[] key = new byte[32];
        random.NextBytes(content);
        random.NextBytes(key);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, content);
            Assert.Equal([Blake3.HashKeyed(key, content).ToString()], Run(key, ["--no-names", "--keyed", file]));
            const string Context = "nuka tests 2026-01-01 of b3sum: Grüße";
            Assert.Equal([Blake3.DeriveKey(Context, content).ToString()], Run([], ["--no-names", "--derive-key", Context, file]));
            byte[] longer = new byte[777];
            Blake3.Hash(content, longer);
            Assert.Equal([Convert.ToHexStringLower(longer)], Run([], ["--no-names", "--length", "777", file]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] Run(byte[] input, string[] arguments)
    {
        ProcessStartInfo start = new("b3sum", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("b3sum is not installed: OUR HASH WAS NOT COMPARED WITH IT");
        }

        using (process)
        {
            process!.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
