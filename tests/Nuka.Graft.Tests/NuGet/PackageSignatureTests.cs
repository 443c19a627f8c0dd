using System.IO.Compression;
using System.Reflection;
using Nuka.Graft.NuGet;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.NuGet;

public sealed class PackageSignatureTests : IDisposable
{
    private const string Author = DotNetLayout.Author;
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_package_that_its_author_signed_is_believed() => new PackageSignature(Authorities()).Check(Signed(), Author);

    [Theory]
    [InlineData("microsoft.netcore.app.runtime.linux-x64")]
    [InlineData("microsoft.aspnetcore.app.runtime.linux-x64")]
    public void The_runtimes_that_it_is_for_are_believed(string package) => new PackageSignature(Authorities()).Check(Signed(package), Author);

    [Fact]
    public void The_content_hash_is_what_NuGet_itself_wrote_down_of_a_signed_package()
    {
        string metadata = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Signed())!, ".nupkg.metadata"));
        Assert.Contains($"\"{Convert.ToBase64String(PackageSignature.HashContent(Signed()))}\"", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public void The_content_hash_of_what_is_not_signed_is_that_of_the_file()
    {
        byte[] bytes = [.. File.ReadAllBytes(Signed()), 0];
        Assert.Equal(System.Security.Cryptography.SHA512.HashData(bytes), PackageSignature.HashContent(Write(bytes)));
        Assert.Equal(System.Security.Cryptography.SHA512.HashData([]), PackageSignature.HashContent(Write([])));
    }

    [Fact]
    public void The_signature_of_somebody_else_is_not()
    {
        Problem problem = Refused(Signed(), Authorities(), "CN=Somebody Else, C=US");
        Assert.Equal([$"{Author} signed it, and CN=Somebody Else, C=US should have"], problem.Reasons);
    }

    [Fact]
    public void Without_a_trusted_authority_no_signature_is_worth_anything() => Refused(Signed(), new SigningRoots([], []), Author);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void One_changed_byte_anywhere_is_found(double share)
    {
        byte[] bytes = File.ReadAllBytes(Signed());
        bytes[(int)((bytes.Length - 1) * share)] ^= 1;
        Refused(Write(bytes), Authorities(), Author);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Many_changed_bytes_at_random_places_are_found_each()
    {
        byte[] bytes = File.ReadAllBytes(Signed());
        Random random = new(7);
        string file = directory.File("changed.nupkg");
        File.WriteAllBytes(file, bytes);
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        for (int round = 0; round < 60; round++)
        {
            // The last bytes are the directory and the signature, where a change is most likely to be overlooked.
            int at = round % 2 == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 40_000));
            RandomAccess.Write(stream.SafeFileHandle, [(byte)(bytes[at] ^ (1 << random.Next(8)))], at);
            bool refused = IsRefused(file);
            RandomAccess.Write(stream.SafeFileHandle, [bytes[at]], at);
            Assert.True(refused || IsUnsigned(bytes, at), $"a change at {at} of {bytes.Length} was not found");
        }
    }

    [Fact]
    public void A_file_without_a_signature_or_that_is_no_package_is_refused()
    {
        string zip = directory.File("plain.nupkg");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            using Stream content = archive.CreateEntry("a").Open();
            content.Write("text"u8);
        }

        Assert.Contains("it is not signed", Refused(zip, Authorities(), Author).Reasons);
        Refused(Write([]), Authorities(), Author);
        Refused(Write(new byte[100]), Authorities(), Author);
        byte[] whole = File.ReadAllBytes(Signed());
        Refused(Write(whole[..(whole.Length / 2)]), Authorities(), Author);
        Refused(Write([.. whole, 0]), Authorities(), Author);
    }

    /// <summary>What follows the signed part of the message, such as a second time stamp, is nobody's promise; changing it changes nothing.</summary>
    private static bool IsUnsigned(byte[] package, int at)
    {
        int start = package.AsSpan().LastIndexOf(".signature.p7s"u8);
        int local = package.AsSpan(0, start).LastIndexOf(".signature.p7s"u8);
        return at > local && at < start - 46;
    }

    private static bool IsRefused(string file)
    {
        try
        {
            new PackageSignature(Authorities()).Check(file, Author);
            return false;
        }
        catch (NukaException refusal) when (refusal.Problem.Code == "graft/bad-package-signature")
        {
            return true;
        }
    }

    private static Problem Refused(string file, SigningRoots authorities, string author)
    {
        Problem problem = Assert.Throws<NukaException>(() => new PackageSignature(authorities).Check(file, author)).Problem;
        Assert.Equal("graft/bad-package-signature", problem.Code);
        return problem;
    }

    private string Write(byte[] bytes)
    {
        string file = directory.File($"{Guid.NewGuid():n}.nupkg");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>A package that these tests themselves depend on, as NuGet fetched it.</summary>
    private static string Signed(string name = "microsoft.testing.platform")
    {
        string root = typeof(PackageSignatureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "NuGetPackageRoot").Value!;
        string package = Path.Join(root, name);
        string? file = Directory.Exists(package) ? Directory.EnumerateFiles(package, "*.nupkg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        Assert.SkipWhen(file is null, $"skipped: NuGet kept no file of {name}");
        return file!;
    }

    private static SigningRoots Authorities() => SigningRoots.OfMicrosoft();
}
