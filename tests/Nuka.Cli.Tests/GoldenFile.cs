namespace Nuka.Cli.Tests;

/// <summary>Compares text with a file of this repository. With NUKA_UPDATE_GOLDEN=1 the file is rewritten, to be read in the diff.</summary>
internal static class GoldenFile
{
    /// <summary>Compares with tests/Nuka.Cli.Tests/Golden/NAME.</summary>
    internal static void Matches(string name, string actual) => IsCurrent(Path.Join("tests/Nuka.Cli.Tests/Golden", name), actual);

    /// <summary>Compares with a file of the repository.</summary>
    internal static void IsCurrent(string path, string actual)
    {
        string file = Path.Join(Checkout.Directory, path);
        if (Environment.GetEnvironmentVariable("NUKA_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{path} is missing; run the tests once with NUKA_UPDATE_GOLDEN=1 and read the diff");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
