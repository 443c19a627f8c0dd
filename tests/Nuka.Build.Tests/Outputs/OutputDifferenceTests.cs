using System.IO.Compression;
using System.Text;
using Nuka.Build.Outputs.Differences;

namespace Nuka.Build.Tests.Outputs;

public sealed class OutputDifferenceTests : OutputFixture
{
    [Fact]
    public void Two_trees_that_are_one_do_not_differ()
    {
        Put("one", "usr/a", "a");
        Put("two", "usr/a", "a");
        OutputDifference difference = Compare();
        Assert.True(difference.IsNone);
        Assert.Empty(difference.ToLines());
    }

    [Fact]
    public void Kinds_rights_links_and_what_is_only_in_one_are_named()
    {
        Put("one", "usr/a", "a");
        Put("two", "usr/a", "a", executable: true);
        Put("one", "usr/b/c", "c");
        Put("two", "usr/b", "b");
        Link("one", "usr/d", "x");
        Link("two", "usr/d", "y");
        Put("one", "usr/e/f", "f");
        Put("two", "usr/g", "four");
        Assert.Equal(
            [
                "usr/a: executable only in the second",
                "usr/b: a directory of 1 entries in the first, a file of 1 bytes in the second",
                "usr/d: a link to another place", "  - x", "  + y",
                "usr/e: a directory of 1 entries only in the first",
                "usr/g: a file of 4 bytes only in the second",
            ],
            Compare().ToLines());
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", "text that differs from line 2 on|- b|- c|+ x|+ c")]
    [InlineData("a\n", "a\nb\n", "text that differs from line 2 on|+ b")]
    [InlineData("", "b", "text that differs from line 1 on|+ b")]
    [InlineData("\0one", "\0two", "files of 4 bytes that differ from byte 1 on|- 6f6e65  one|+ 74776f  two")]
    [InlineData("\0one", "\0", "files of 4 and 1 bytes that differ from byte 1 on|- 6f6e65  one|+ (the end)")]
    [Trait("tier", "sample")]
    public void Files_are_compared_by_lines_or_by_bytes(string one, string two, string expected)
    {
        Put("one", "f", one);
        Put("two", "f", two);
        Assert.Equal(expected, string.Join('|', Compare().ToLines().Select(line => line.Replace("f: ", "", StringComparison.Ordinal).TrimStart())));
    }

    [Fact]
    public void Programs_are_compared_by_their_sections()
    {
        Compile("one", "usr/bin/x", "const char text[] = \"built at 10:00\"; int main(void) { return text[0]; }");
        Compile("two", "usr/bin/x", "const char text[] = \"built at 11:00\"; int main(void) { return text[0]; }");
        string[] lines = [.. Compare().ToLines()];
        Assert.StartsWith("usr/bin/x: ELF files that differ in .note.gnu.build-id, .rodata", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Libraries_and_compressed_files_are_opened()
    {
        string[] Build(string tree, string text) => [Compile("objects", $"{tree}/a.o", "int a;", "-c"), Compile("objects", $"{tree}/b.o", $"const char b[] = \"{text}\";", "-c")];
        foreach ((string tree, string text) in ((string, string)[])[("one", "x"), ("two", "y")])
        {
            Put(tree, "usr/lib/keep", "");
            Demand("ar", ["rcsD", Path.Combine(Root(tree), "usr/lib/libx.a"), .. Build(tree, text)]);
            Put(tree, "usr/share/x.gz", Gzip($"same\n{text}\n"));
        }

        Assert.Equal(
            [
                "usr/lib/libx.a: static libraries; b.o: ELF files that differ in .rodata", "  .rodata, byte 0 of 2 and 2:", "  - 7800  x.", "  + 7900  y.",
                "usr/share/x.gz: compressed; text that differs from line 2 on", "  - x", "  + y",
            ],
            Compare().ToLines());
    }

    [Fact]
    public void A_library_of_the_same_members_differs_in_its_headers()
    {
        string member = Compile("objects", "a.o", "int a;", "-c");
        Put("one", "keep", "");
        Put("two", "keep", "");
        Demand("ar", "rcsD", Path.Combine(Root("one"), "x.a"), member);
        Demand("ar", "rcsU", Path.Combine(Root("two"), "x.a"), member);
        Assert.Equal(["x.a: static libraries that differ in the headers of their members only"], Compare().ToLines());
    }

    [Fact]
    public void A_compressed_file_with_another_time_says_so()
    {
        byte[] packed = Gzip("content");
        Put("one", "x.gz", packed);
        packed[4] = 7;
        Put("two", "x.gz", packed);
        Assert.Equal("x.gz: compressed files of the same content that differ from byte 4 on", Compare().ToLines().First());
    }

    [Fact]
    public void Much_that_differs_is_counted()
    {
        for (int index = 0; index < 70; index++)
        {
            Put("one", $"usr/{index:d2}", "1");
            Put("two", $"usr/{index:d2}", "2");
        }

        OutputDifference difference = Compare();
        Assert.Equal((50, 20, "and 20 more paths"), (difference.Paths.Length, difference.MorePaths, difference.ToLines().Last()));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Large_files_are_compared_as_they_stream_by()
    {
        byte[] large = new byte[(64 << 20) + 10];
        Put("one", "f", large);
        large[^1] = 1;
        Put("two", "f", large);
        Assert.Equal(["f: large files that differ from byte 67108873 on"], Compare().ToLines());
    }

    private OutputDifference Compare() => OutputDifference.Of(Store, Owner("one").Tree, Owner("two").Tree, TestContext.Current.CancellationToken);

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
