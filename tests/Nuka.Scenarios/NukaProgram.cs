using System.Diagnostics;

namespace Nuka.Scenarios;

/// <summary>The built nuka. Where an unprivileged account cannot reach the checkout, it gets a copy that it can.</summary>
internal static class NukaProgram
{
    private static readonly Lazy<string> Built = new(FindBuilt);
    private static readonly Lazy<string> Reachable = new(MakeReachable);

    /// <summary>The directory of <c>nuka</c> for an account.</summary>
    internal static string DirectoryFor(Account account) => account.IsOther ? Reachable.Value : Built.Value;

    private static string FindBuilt()
    {
        // NUKA_PROGRAM names another nuka to try: that of a release.
        string directory = Environment.GetEnvironmentVariable("NUKA_PROGRAM") ?? Path.Join(Checkout.Directory, "out/nuka");
        Assert.True(File.Exists(Path.Join(directory, "nuka")), $"there is no nuka in {directory}; ./nuka --version builds it");
        return directory;
    }

    private static string MakeReachable()
    {
        if (Succeeds([.. Account.User.Prefix, "test", "-x", Path.Join(Built.Value, "nuka-cli")]))
        {
            return Built.Value;
        }

        string copy = Directory.CreateTempSubdirectory("nuka-program-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(copy, recursive: true);
        Assert.True(Succeeds(["cp", "-a", Built.Value, Path.Join(copy, "nuka")]) && Succeeds(["chmod", "755", copy]));
        return Path.Join(copy, "nuka");
    }

    private static bool Succeeds(IReadOnlyList<string> words)
    {
        using Process process = Process.Start(words[0], words.Skip(1));
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
