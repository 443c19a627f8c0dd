using System.Collections.Immutable;
using System.Text;
using Nuka.Trust.Keys;

namespace Nuka.Trust.Tests.Keys;

/// <summary>The directory of keys.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyRingTests : TrustFixture
{
    private string Own => Path.Join(Keys, "own");

    [Fact]
    public void The_own_key_is_made_once_for_its_owner_alone()
    {
        Assert.Null(Ring.TryGetOwn());
        Assert.False(Directory.Exists(Keys));
        using SigningKey first = Ring.GetOwn();
        using SigningKey second = Ring.GetOwn();
        Assert.Equal(first.PublicKey, second.PublicKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Own));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
        Assert.Equal($"{first.PublicKey} nuka\n", File.ReadAllText(Own + ".pub"));
        Assert.Equal(["lock", "own", "own.pub"], Directory.GetFiles(Keys).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void All_who_make_it_at_the_same_time_get_the_same()
    {
        PublicKey[] keys = new PublicKey[16];
        Parallel.For(0, keys.Length, index =>
        {
            using SigningKey key = Ring.GetOwn();
            keys[index] = key.PublicKey;
        });
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void Ssh_keygen_reads_the_own_key_and_one_that_it_made_can_be_the_own()
    {
        Tool.Require("ssh-keygen");
        using SigningKey own = Ring.GetOwn();
        Assert.Equal($"{own.PublicKey} nuka", Tool.Run("ssh-keygen", [], "-y", "-f", Own).Output.Trim());
        File.Delete(Own);
        Assert.Equal(0, Tool.Run("ssh-keygen", [], "-q", "-t", "ed25519", "-N", "", "-C", "a long comment to shift the padding", "-f", Own).Code);
        using SigningKey other = Ring.GetOwn();
        Assert.StartsWith(other.PublicKey.ToString(), File.ReadAllText(Own + ".pub"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_with_a_passphrase_or_of_another_kind_is_refused_with_the_reason()
    {
        Tool.Require("ssh-keygen");
        Ring.GetOwn().Dispose();
        foreach ((string kind, string phrase, string reason) in new[] { ("ed25519", "secret", "passphrase"), ("rsa", "", "another kind"), ("ecdsa", "", "another kind") })
        {
            File.Delete(Own);
            Assert.Equal(0, Tool.Run("ssh-keygen", [], "-q", "-t", kind, "-N", phrase, "-f", Own).Code);
            Platform.Errors.Problem problem = Refused(() => Ring.GetOwn());
            Assert.Equal("trust/bad-key-file", problem.Code);
            Assert.Contains(reason, problem.Reasons[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_damage_of_the_own_key_is_refused_and_nothing_replaces_it()
    {
        Ring.GetOwn().Dispose();
        byte[] right = File.ReadAllBytes(Own);
        byte[] inner = Convert.FromBase64String(string.Concat(Encoding.ASCII.GetString(right).Split('\n')[1..^2]));
        List<byte[]> wrong = [[], Encoding.ASCII.GetBytes("nonsense"), right[..^30], [.. right, .. right]];
        for (int length = 0; length < inner.Length - 8; length += 7)
        {
            wrong.Add(Wrapped(inner[..length]));
        }

        foreach (int place in Enumerable.Range(0, inner.Length - 8).Where(place => place is < 100 or > 110)) // The public half before the secret part is not read.
        {
            byte[] changed = [.. inner];
            changed[place] ^= 0x40;
            wrong.Add(Wrapped(changed));
        }

        foreach (byte[] text in wrong)
        {
            File.WriteAllBytes(Own, text);
            Platform.Errors.Problem? problem = Record.Exception(() => Ring.GetOwn()) is Platform.Errors.NukaException error ? error.Problem : null;
            Assert.True(problem is null or { Code: "trust/bad-key-file" }, problem?.ToString());
            Assert.Equal(text, File.ReadAllBytes(Own));
        }

        File.WriteAllBytes(Own, Wrapped(inner));
        Assert.NotNull(Ring.TryGetOwn());
    }

    [Theory]
    [InlineData("own", (UnixFileMode)0x1A0)]
    [InlineData("own", (UnixFileMode)0x184)]
    [InlineData("trusted", (UnixFileMode)0x1B0)]
    [InlineData("trusted", (UnixFileMode)0x182)]
    public void Files_that_others_may_use_are_refused(string file, UnixFileMode mode)
    {
        Ring.GetOwn().Dispose();
        Ring.Trust(SigningKey.Generate().PublicKey.ToString(), "alice");
        File.SetUnixFileMode(Path.Join(Keys, file), mode);
        Assert.Equal("trust/open-key-file", Refused(() => Ring.Policy([])).Code);
    }

    [Fact]
    public void A_link_or_a_directory_in_the_place_of_a_file_is_refused()
    {
        Ring.GetOwn().Dispose();
        File.Move(Own, this["elsewhere"]);
        File.CreateSymbolicLink(Own, this["elsewhere"]);
        Assert.Equal("trust/open-key-file", Refused(() => Ring.GetOwn()).Code);
        Directory.CreateDirectory(Path.Join(Keys, "trusted"));
        Assert.Equal("trust/open-key-file", Refused(() => _ = Ring.Trusted).Code);
    }

    [Fact]
    public void Keys_are_trusted_under_names_and_forgotten_by_name_fingerprint_or_key()
    {
        PublicKey[] keys = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Generate().PublicKey)];
        Assert.Equal("alice", Ring.Trust($"{keys[0]} alice at home", null).Name);
        Assert.Equal("bob", Ring.Trust($"{keys[1]} someone", "bob").Name);
        Assert.Equal($"key-{Convert.ToHexStringLower(keys[2].Bytes[..4])}", Ring.Trust($"{keys[2]} (nobody)", null).Name);
        Assert.Equal("alice", Ring.Trust(keys[0].ToString(), null).Name);
        Assert.Equal("anna", Ring.Trust(keys[0].ToString(), "anna").Name);
        Assert.Equal(["anna", "bob"], Ring.Trusted.Select(key => key.Name).Take(2));
        Assert.Equal("trust/name-taken", Refused(() => Ring.Trust(keys[3].ToString(), "bob")).Code);
        Assert.Equal("dry", Ring.Trust(keys[3].ToString(), "dry", changesNothing: true).Name);
        Assert.Equal(3, Ring.Trusted.Length);
        Assert.Equal(keys[1], Ring.Find("bob").Key);
        Assert.Equal(keys[0], Ring.Forget("anna", changesNothing: true).Key);
        Assert.Equal(keys[0], Ring.Forget("anna").Key);
        Assert.Equal(keys[1], Ring.Forget(keys[1].Fingerprint).Key);
        Assert.Equal(keys[2], Ring.Forget(keys[2].ToString()).Key);
        Assert.Empty(Ring.Trusted);
        Assert.Equal("trust/unknown-key", Refused(() => Ring.Forget("bob")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("own")]
    [InlineData("a b")]
    [InlineData("ssh-rsa")]
    [InlineData("*")]
    [InlineData("a,b")]
    [InlineData("-a")]
    [InlineData("a\n")]
    [InlineData("!a")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_name_that_a_list_cannot_hold_is_refused(string name)
    {
        Assert.Equal("trust/bad-name", Refused(() => Ring.Trust(Example.PublicKey.ToString(), name)).Code);
        Assert.False(File.Exists(Path.Join(Keys, "trusted")));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice ssh-ed25519")]
    [InlineData("alice ssh-ed25519 AAAA")]
    [InlineData("ssh-ed25519 KEY")]
    [InlineData("* ssh-ed25519 KEY")]
    [InlineData("alice namespaces=\"git\" ssh-ed25519 KEY")]
    [InlineData("alice ssh-ed25519 KEY\nbob ssh-ed25519 KEY")]
    [InlineData("alice ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ")]
    [InlineData("\xff ssh-ed25519 KEY")]
    public void A_list_with_a_wrong_line_counts_for_nothing_at_all(string text)
    {
        Ring.Trust(SigningKey.Generate().PublicKey.ToString(), "first");
        File.AppendAllText(Path.Join(Keys, "trusted"), text.Replace("ssh-ed25519 KEY", Example.PublicKey.ToString(), StringComparison.Ordinal) + "\n");
        Platform.Errors.Problem problem = Refused(() => Ring.Policy([]));
        Assert.Equal("trust/bad-trusted-keys", problem.Code);
        Assert.InRange(problem.Place!.Line, 2, 3);
    }

    [Fact]
    public void A_policy_has_the_own_key_first_then_those_of_the_list_then_those_of_the_command_each_once()
    {
        using SigningKey own = Ring.GetOwn();
        PublicKey listed = SigningKey.Generate().PublicKey;
        PublicKey once = SigningKey.Generate().PublicKey;
        Ring.Trust(listed.ToString(), "alice");
        ImmutableArray<TrustedKey> keys = Ring.Policy([$"{once} bob", listed.ToString(), own.PublicKey.ToString()]).Keys;
        Assert.Equal(
            [("own", own.PublicKey, TrustOrigin.Own), ("alice", listed, TrustOrigin.Listed), ("bob", once, TrustOrigin.Once)],
            keys.Select(key => (key.Name, key.Key, key.Origin)));
        Assert.Equal("alice", Ring.Policy([]).NameOf(listed));
        Assert.Equal(once.Fingerprint, Ring.Policy([]).NameOf(once));
        Assert.False(Ring.Policy([]).Trusts(once));
        Assert.Empty(new KeyRing(this["none"]).Policy([]).Keys);
        Assert.Equal("trust/bad-key", Refused(() => Ring.Policy(["nonsense"])).Code);
    }

    private static byte[] Wrapped(byte[] inner) => Encoding.ASCII.GetBytes(
        $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(inner)}\n-----END OPENSSH PRIVATE KEY-----\n");
}
