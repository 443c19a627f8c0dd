using Nuka.Trust.Keys;

namespace Nuka.Trust.Tests.Keys;

/// <summary>Printed public keys.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PublicKeyTests : TrustFixture
{
    private const string Base64 = "AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

    [Theory]
    [InlineData($"ssh-ed25519 {Base64}", "")]
    [InlineData($"  ssh-ed25519   {Base64}  alice at home \n", "alice at home")]
    [InlineData($"ssh-ed25519\t{Base64}\talice", "alice")]
    [InlineData(Base64, "")]
    [InlineData($"{Base64} alice", "alice")]
    public void A_line_is_read(string line, string comment)
    {
        Assert.Equal(Example.PublicKey, PublicKey.Parse(line, out string read));
        Assert.Equal(comment, read);
    }

    [Theory]
    [InlineData("", "trust/bad-key")]
    [InlineData("alice", "trust/bad-key")]
    [InlineData("ssh-ed25519", "trust/bad-key")]
    [InlineData("ssh-ed25519 AAAA", "trust/bad-key")]
    [InlineData($"ssh-ed25519 {Base64}AAAA", "trust/bad-key")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=", "trust/bad-key")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE4AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "trust/bad-key")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "trust/bad-key")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", "trust/bad-key")]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ", "trust/unknown-key-kind")]
    [InlineData("sk-ssh-ed25519@openssh.com AAAA", "trust/unknown-key-kind")]
    [InlineData("ecdsa-sha2-nistp256 AAAA", "trust/unknown-key-kind")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "trust/weak-key")]
    public void What_is_no_key_is_refused(string line, string code) => Assert.Equal(code, Refused(() => PublicKey.Parse(line)).Code);

    [Fact]
    public void Keys_are_equal_and_ordered_by_their_bytes()
    {
        using SigningKey one = SigningKey.Generate();
        PublicKey again = PublicKey.Parse(one.PublicKey.ToString());
        using SigningKey other = SigningKey.Generate();
        Assert.True(one.PublicKey == again && one.PublicKey.GetHashCode() == again.GetHashCode() && one.PublicKey.Equals((object)again));
        Assert.True(one.PublicKey != other.PublicKey && one.PublicKey != null);
        Assert.Equal(one.PublicKey < other.PublicKey, other.PublicKey > one.PublicKey);
        Assert.True(one.PublicKey <= again && one.PublicKey >= again);
        Assert.Equal(0, one.PublicKey.CompareTo(again));
        Assert.True(one.PublicKey.CompareTo(null) > 0);
    }

    [Fact]
    public void The_fingerprint_is_the_one_that_ssh_keygen_prints()
    {
        Tool.Require("ssh-keygen");
        using SigningKey key = SigningKey.Generate();
        File.WriteAllText(this["key.pub"], $"{key.PublicKey} comment\n");
        Assert.Equal($"256 {key.PublicKey.Fingerprint} comment (ED25519)", Tool.Run("ssh-keygen", [], "-l", "-f", this["key.pub"]).Output.Trim());
    }
}
