namespace Nuka.Tests;

/// <summary>The checkout that the tests were built in: every test project compiles this file (Directory.Build.targets).</summary>
internal static class Checkout
{
    /// <summary>The top directory.</summary>
    internal static string Directory { get; } = Find();

    /// <summary>The text of a file.</summary>
    /// <param name="file">Its path below the top directory.</param>
    internal static string Read(string file) => File.ReadAllText(Path.Join(Directory, file));

    // The compiler maps source paths (PathMap), so the way leads from the test's own binary: tests/PROJECT/bin/CONFIGURATION/FRAMEWORK/.
    private static string Find()
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
