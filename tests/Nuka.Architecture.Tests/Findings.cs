namespace Nuka.Architecture.Tests;

/// <summary>Fails with every finding on a line of its own, so that one run shows all there is to do.</summary>
internal static class Findings
{
    /// <summary>Passes only if there is none.</summary>
    internal static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }
}
