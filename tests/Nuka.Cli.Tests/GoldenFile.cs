namespace Nuka.Cli.Tests;

/// <summary>Compares text with a file of this repository. With NUKA_UPDATE_GOLDEN=1 the file is rewritten, to be read in the diff.</summary>
internal static class GoldenFile
{
    /// <summary>The repository's top directory, found from this very source file.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>Compares with tests/Nuka.Cli.Tests/Golden/NAME.</summary>
    internal static void Matches(string name, string actual) => IsCurrent(Path.Join("tests/Nuka.Cli.Tests/Golden", name), actual);

    /// <summary>Compares with a file of the repository.</summary>
    internal static void IsCurrent(string path, string actual)
    {
        string file = Path.Join(Repository, path);
        if (Environment.GetEnvironmentVariable("NUKA_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{path} is missing; run the tests once with NUKA_UPDATE_GOLDEN=1 and read the diff");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    // The compiler maps source paths (PathMap), so the way leads from the test's own binary: tests/PROJECT/bin/CONFIGURATION/FRAMEWORK/.
    private static string FindRepository()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Join(directory, "nuka.slnx")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}
