using System.Text;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Archives;

public sealed class ArReaderTests
{
    private const string Header = "debian-binary   0           0     0     100644  4         `\n";

    public static TheoryData<string, string> BadArchives => new()
    {
        { "", "content/archive-corrupt" },
        { "!<arch>", "content/archive-corrupt" },
        { "!<arch>\r" + Header + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header[..59], "content/archive-truncated" },
        { "!<arch>\n" + Header + "2.0", "content/archive-truncated" },
        { "!<arch>\n" + Header.Replace("`\n", "``", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("4         `", "x         `", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("4         `", "-4        `", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("4         `", "+4        `", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("4         `", "9999999999`", StringComparison.Ordinal) + "2.0\n", "content/archive-truncated" },
        { "!<arch>\n" + Header.Replace("4  ", "3  ", StringComparison.Ordinal) + "2.0!" + Header + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("debian-binary", "#1/4         ", StringComparison.Ordinal) + "name", "content/archive-unsupported" },
        { "!<arch>\n" + Header.Replace("debian-binary", "/4           ", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("debian-binary", "a/b          ", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
        { "!<arch>\n" + Header.Replace("debian-binary", "             ", StringComparison.Ordinal) + "2.0\n", "content/archive-corrupt" },
    };

    [Theory, MemberData(nameof(BadArchives))]
    public void A_bad_archive_is_refused_by_name(string archive, string code) =>
        Assert.Equal(code, Assert.Throws<NukaException>(() => ReadAll(Encoding.Latin1.GetBytes(archive))).Problem.Code);

    [Fact]
    public void Archives_of_the_systems_ar_are_read_equal_with_long_and_short_names()
    {
        using TemporaryDirectory directory = new();
        Dictionary<string, byte[]> members = new()
        {
            ["short.o"] = [1, 2, 3],
            ["a-name-that-does-not-fit-into-sixteen-bytes.o"] = new byte[1001],
            ["empty"] = [],
            ["even"] = [1, 2],
        };
        foreach ((string name, byte[] content) in members)
        {
            File.WriteAllBytes(Path.Combine(directory.Path, name), content);
        }

        ForeignTool.Run(directory.Path, "ar", ["rc", "lib.a", .. members.Keys]);
        Assert.Equal(members, ReadAll(File.ReadAllBytes(Path.Combine(directory.Path, "lib.a"))));
    }

    [Fact]
    public void Members_that_nobody_reads_are_passed_over()
    {
        byte[] archive = Encoding.Latin1.GetBytes("!<arch>\n" + Header + "2.0\n" + Header.Replace("4  ", "3  ", StringComparison.Ordinal) + "abc\n" + Header + "3.0\n");
        using ArReader reader = new(new MemoryStream(archive));
        int count = 0;
        while (reader.Next() is { } entry)
        {
            Assert.Equal("debian-binary"u8.ToArray(), entry.Name);
            count++;
        }

        Assert.Equal(3, count);
    }

    [Fact]
    public void Too_many_members_are_refused_by_the_limits_name()
    {
        byte[] archive = Encoding.Latin1.GetBytes("!<arch>\n" + string.Concat(Enumerable.Repeat(Header + "2.0\n", 4)));
        using ArReader reader = new(new MemoryStream(archive), ArchiveLimits.Package with { MemberCount = 3 });
        for (int index = 0; index < 3; index++)
        {
            reader.Next();
        }

        Problem problem = Assert.Throws<NukaException>(() => reader.Next()).Problem;
        Assert.Contains("MemberCount", problem.Reasons[0], StringComparison.Ordinal);
    }

    private static Dictionary<string, byte[]> ReadAll(byte[] archive)
    {
        Dictionary<string, byte[]> members = [];
        using ArReader reader = new(new MemoryStream(archive));
        while (reader.Next() is { } entry)
        {
            using MemoryStream content = new();
            entry.Content.CopyTo(content);
            members.Add(Encoding.Latin1.GetString(entry.Name), content.ToArray());
        }

        return members;
    }
}
