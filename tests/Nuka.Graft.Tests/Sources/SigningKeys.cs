using System.Diagnostics;

namespace Nuka.Graft.Tests.Sources;

/// <summary>Keys made for the tests by the real gpg, in a home of their own; made once and used by all classes that need them.</summary>
public sealed class SigningKeys : IDisposable
{
    public SigningKeys()
    {
        Home = Directory.CreateTempSubdirectory("nuka-gpg-").FullName;
        Make("good", "never");
        Make("other", "never");
        Make("expired", "1d", "--faked-system-time", "20200101T000000");
    }

    public string Home { get; }

    /// <summary>The keyring file of a key, binary; armoured where the name ends with <c>.asc</c>.</summary>
    public string Keyring(string name) => Path.Combine(Home, name.EndsWith(".asc", StringComparison.Ordinal) ? name : $"{name}.gpg");

    public string Fingerprint(string name) =>
        Run("--with-colons", "--list-keys", $"{name}@tests.example").Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    /// <summary>Signs a file: InRelease, or the signature beside it.</summary>
    public void Sign(string name, string input, string output, bool inline, params string[] more) =>
        Run([
            "--yes", "--local-user", $"{name}@tests.example", .. more, "--output", output, inline ? "--clear-sign" : "--detach-sign", input,
        ]);

    public void Dispose()
    {
        using Process stop = Process.Start("gpgconf", ["--homedir", Home, "--kill", "all"]);
        stop.WaitForExit();
        Directory.Delete(Home, recursive: true);
    }

    private void Make(string name, string expires, params string[] more)
    {
        Run([.. more, "--passphrase", "", "--quick-gen-key", $"{name}@tests.example", "ed25519", "sign", expires]);
        Run("--output", Keyring(name), "--export", $"{name}@tests.example");
        Run("--armor", "--output", Keyring($"{name}.asc"), "--export", $"{name}@tests.example");
    }

    private string Run(params string[] arguments)
    {
        ProcessStartInfo start = new("gpg") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] always = ["--homedir", Home, "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback"];
        Array.ForEach([.. always, .. arguments], start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"gpg {string.Join(' ', arguments)}: {error.Result}");
    }
}
