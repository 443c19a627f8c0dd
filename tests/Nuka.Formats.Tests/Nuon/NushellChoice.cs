namespace Nuka.Formats.Tests.Nuon;

/// <summary>The peer is the one that the tests were written for, or they fail; they are left out only where there is none.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class NushellChoice : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-nu-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_named_program_of_another_version_is_refused()
    {
        string other = Path.Combine(directory, "nu");
        File.WriteAllText(other, "#!/bin/sh\necho 0.114.0\n");
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("0.114.0", Assert.Throws<InvalidOperationException>(() => Nushell.Find(other, directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fetched_program_of_another_digest_is_refused_and_not_passed_by()
    {
        Directory.CreateDirectory(Path.Combine(directory, "package", "bin"));
        File.WriteAllText(Path.Combine(directory, "package", "bin", "nu"), "another");
        Assert.Throws<InvalidOperationException>(() => Nushell.Find(null, directory));
    }
}
