namespace Nuka.Scenarios;

/// <summary>Where this checkout lies.</summary>
internal static class Checkout
{
    /// <summary>The top directory.</summary>
    internal static string Directory { get; } = Find();

    private static string Find()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Join(directory, "nuka.slnx")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException("the scenarios do not lie in a checkout");
    }
}
