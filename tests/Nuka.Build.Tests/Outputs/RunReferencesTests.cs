using System.Collections.Immutable;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.References;
using Nuka.Build.Roots;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Outputs;

public sealed class RunReferencesTests : OutputFixture
{
    private const string Libraries = "usr/lib/x86_64-linux-gnu";
    private const string Empty = "int main(void) { return 0; }";

    [Fact]
    public void A_program_refers_to_the_owners_of_its_libraries_and_of_its_loader()
    {
        ReferenceOwner greet = Greet();
        ReferenceOwner libc = LibC();
        Compile("out", "usr/bin/hello", "int greet(void); int main(void) { return greet(); }", Path.Combine(Root("greet"), $"{Libraries}/libgreet.so.1"));
        OutputReferences found = Find([Owner("out")], [libc, greet]).Single();
        Assert.Equal(
            [
                "libc: usr/bin/hello is loaded by /lib64/ld-linux-x86-64.so.2", "libc: usr/bin/hello needs the library libc.so.6",
                "greet: usr/bin/hello needs the library libgreet.so.1",
            ],
            Rows(found));
    }

    [Fact]
    public void The_links_of_a_merged_usr_are_nobodys()
    {
        Link("finish", "lib64", "usr/lib64");
        Compile("out", "usr/bin/hello", "int main(void) { return 0; }");
        Assert.Equal(["libc"], Find([Owner("out")], [Owner("finish"), LibC()]).Single().References.Select(reference => reference.Owner.Name));
    }

    [Fact]
    public void What_is_there_without_being_declared_is_named_with_its_owner()
    {
        ReferenceOwner greet = Greet() with { IsDeclared = false };
        Compile("out", "usr/bin/hello", "int greet(void); int main(void) { return greet(); }", Path.Combine(Root("greet"), $"{Libraries}/libgreet.so.1"));
        Problem refused = Refused(() => Find([Owner("out")], [greet, LibC()]));
        Assert.Equal("build/undeclared-reference", refused.Code);
        Assert.Equal(["usr/bin/hello needs the library libgreet.so.1, which greet has"], refused.Reasons);
    }

    [Fact]
    public void What_nobody_has_is_an_error_with_file_and_word()
    {
        Greet();
        Compile("out", "usr/bin/hello", "int greet(void); int main(void) { return greet(); }", Path.Combine(Root("greet"), $"{Libraries}/libgreet.so.1"));
        ReferenceOwner output = Owner("out");
        Problem refused = Refused(() => Find([output], [LibC()]));
        Assert.Equal("build/unknown-reference", refused.Code);
        Assert.Equal(["usr/bin/hello needs the library libgreet.so.1"], refused.Reasons);
        OutputAllowances allowances = new() { References = [("libgreet.so.1", "the program asks first")] };
        Assert.Equal(["libc"], RunReferences.Find(Store, [output], [LibC()], allowances).Single().References.Select(reference => reference.Owner.Name));
    }

    [Fact]
    public void A_declared_owner_wins_over_one_that_is_only_there()
    {
        ReferenceOwner greet = Greet();
        Compile("out", "usr/bin/hello", "int greet(void); int main(void) { return greet(); }", Path.Combine(Root("greet"), $"{Libraries}/libgreet.so.1"));
        ReferenceOwner other = greet with { Name = "other", IsDeclared = false };
        Assert.Equal(["greet", "libc"], Find([Owner("out")], [other, greet, LibC()]).Single().References.Select(reference => reference.Owner.Name));
    }

    [Theory]
    [InlineData("#!/bin/sh\n", "shell: usr/bin/script is a script for /bin/sh")]
    [InlineData("#! /usr/bin/sh -eu\n", "shell: usr/bin/script is a script for /usr/bin/sh")]
    [InlineData("#!/usr/bin/env sh\n", "shell: usr/bin/script is a script for /usr/bin/env;shell: usr/bin/script is a script for sh")]
    [InlineData("#!/usr/bin/env -S A=b sh -e\n", "shell: usr/bin/script is a script for /usr/bin/env;shell: usr/bin/script is a script for sh")]
    [InlineData("#!/bin/nosuch\n", "usr/bin/script is a script for /bin/nosuch")]
    [InlineData("#!/usr/bin/env nosuch\n", "usr/bin/script is a script for nosuch")]
    [InlineData("#!sh\n", "usr/bin/script is a script for ./sh")]
    [InlineData("#!/bin\n", "usr/bin/script is a script for /bin")]
    [InlineData("#!\n", "")]
    [InlineData("# /bin/nosuch\n", "")]
    [Trait("tier", "sample")]
    public void A_script_refers_to_its_program(string line, string expected)
    {
        Put("shell", "usr/bin/sh", "sh", executable: true);
        Put("shell", "usr/bin/env", "env", executable: true);
        Put("other", "usr/bin/other", "", executable: true);
        Put("out", "usr/bin/script", line, executable: true);
        Put("out", "usr/share/example", "#!/bin/nosuch\n");
        Put("out", "usr/share/doc/example", "#!/bin/nosuch\n", executable: true);
        if (expected.Length == 0 || expected.Contains(": ", StringComparison.Ordinal))
        {
            Assert.Equal(expected, string.Join(';', Rows(Find([Owner("out")], [Owner("shell"), Owner("other")]).Single())));
        }
        else
        {
            Problem refused = Refused(() => Find([Owner("out")], [Owner("shell"), Owner("other")]));
            Assert.Equal(expected, refused.Reasons.Single());
        }
    }

    [Fact]
    public void Links_lead_through_other_trees_and_each_on_the_way_is_needed()
    {
        Put("mawk", "usr/bin/mawk", "mawk", executable: true);
        Link("finish", "etc/alternatives/awk", "/usr/bin/mawk");
        Link("links", "usr/bin/awk", "/etc/alternatives/awk");
        Put("out", "usr/bin/script", "#!/usr/bin/awk -f\n", executable: true);
        Put("out", "usr/lib/circle", "#!/usr/lib/a\n", executable: false);
        OutputReferences found = Find([Owner("out")], [Owner("mawk"), Owner("finish"), Owner("links")]).Single();
        Assert.Equal(["mawk", "finish", "links"], found.References.Select(reference => reference.Owner.Name));
    }

    [Fact]
    public void Links_in_a_circle_lead_nowhere()
    {
        Link("circle", "usr/bin/a", "b");
        Link("circle", "usr/bin/b", "/usr/bin/a");
        Put("out", "usr/bin/script", "#!/usr/bin/a\n", executable: true);
        Assert.Equal("build/unknown-reference", Refused(() => Find([Owner("out")], [Owner("circle")])).Code);
    }

    [Fact]
    public void Outputs_of_one_build_refer_to_each_other()
    {
        Compile("out", $"{Libraries}/libown.so.1", "int own(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,libown.so.1");
        Link("dev", $"{Libraries}/libown.so", "libown.so.1");
        Link("dev", "usr/share/doc/own", "/usr/share/doc/nobody");
        Compile("tools", "usr/bin/own", "int own(void); int main(void) { return own(); }", "-nostdlib", Path.Combine(Root("out"), $"{Libraries}/libown.so.1"));
        ImmutableArray<OutputReferences> found = Find([Owner("out"), Owner("dev"), Owner("tools")], [LibC()]);
        Assert.Empty(found[0].References);
        Assert.Equal(["out: usr/lib/x86_64-linux-gnu/libown.so is a link to libown.so.1"], Rows(found[1]));
        Assert.Contains("out: usr/bin/own needs the library libown.so.1", Rows(found[2]));
    }

    [Fact]
    public void Libraries_in_directories_of_their_own_are_found_by_the_search_path_or_in_the_same_output()
    {
        string library = Compile("private", $"{Libraries}/deep/libdeep.so.2", "int deep(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,libdeep.so.2");
        Compile("out", "usr/bin/far", "int deep(void); int main(void) { return deep(); }", "-nostdlib", library, "-Wl,-rpath,$ORIGIN/../lib/x86_64-linux-gnu/deep");
        Compile("out", $"{Libraries}/plug/libbase.so", "int base(void) { return 1; }", "-shared", "-nostdlib");
        string plugin = Path.Combine(Root("out"), $"{Libraries}/plug/libbase.so");
        Compile("out", $"{Libraries}/plug/plugin.so", "int base(void); int plug(void) { return base(); }", "-shared", "-nostdlib", "-L" + Path.GetDirectoryName(plugin), "-lbase");
        OutputReferences found = Find([Owner("out")], [LibC(), Owner("private")]).Single();
        Assert.Contains("private: usr/bin/far needs the library libdeep.so.2", Rows(found));
        Assert.Equal(["libc", "private"], found.References.Select(reference => reference.Owner.Name));
    }

    [Fact]
    public void Modules_require_modules()
    {
        Put("zlib", $"{Libraries}/pkgconfig/zlib.pc", "Name: zlib\nVersion: 1\nDescription: z\n");
        Put("png", "usr/share/pkgconfig/libpng.pc", "Name: png\n");
        Put("dev", $"{Libraries}/pkgconfig/own.pc", "need=zlib\nRequires: ${need} >= 1.2, base\nRequires.private: libpng\nLibs: -lnosuch\n");
        Put("out", "usr/lib/pkgconfig/base.pc", "Name: base\n");
        OutputReferences found = Find([Owner("dev"), Owner("out")], [Owner("zlib"), Owner("png")])[0];
        Assert.Equal(["out", "zlib", "png"], found.References.Select(reference => reference.Owner.Name));
        Problem refused = Refused(() => Find([Owner("dev"), Owner("out")], [Owner("png")]));
        Assert.Equal(["usr/lib/x86_64-linux-gnu/pkgconfig/own.pc requires the pkg-config module zlib"], refused.Reasons);
    }

    [Fact]
    public void What_a_program_says_that_it_loads_is_a_reference_where_it_is_declared()
    {
        ReferenceOwner greet = Greet();
        WriteLoader("required", "libnosuch.so.1", "libgreet.so.1");
        Assert.Equal(
            ["greet: usr/lib/x86_64-linux-gnu/libloads.so says that it loads libnosuch.so.1 or libgreet.so.1"],
            Rows(Find([Owner("out")], [greet]).Single()));
        Assert.Equal("build/undeclared-reference", Refused(() => Find([Owner("out")], [greet with { IsDeclared = false }])).Code);
        Assert.Equal("build/unknown-reference", Refused(() => Find([Owner("out")], [])).Code);
        WriteLoader("recommended", "libgreet.so.1");
        Assert.Equal(["greet"], Find([Owner("out")], [greet]).Single().References.Select(reference => reference.Owner.Name));
        Assert.Empty(Find([Owner("out")], [greet with { IsDeclared = false }]).Single().References);
        Assert.Empty(Find([Owner("out")], []).Single().References);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[{\\\"soname\\\": 1}]")]
    [InlineData("[{\\\"soname\\\": [1]}]")]
    [InlineData("[[[[")]
    [Trait("tier", "sample")]
    public void A_note_that_cannot_be_read_says_nothing(string text)
    {
        WriteLoader(text);
        Assert.Empty(Find([Owner("out")], []).Single().References);
    }

    [Fact]
    public void A_closure_goes_on_until_nothing_is_new()
    {
        string a = Compile("a", $"{Libraries}/liba.so", "int a(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,liba.so");
        string b = Compile("b", $"{Libraries}/libb.so", "int a(void); int b(void) { return a(); }", "-shared", "-nostdlib", "-Wl,-soname,libb.so", a);
        Compile("c", "usr/bin/c", "int b(void); int main(void) { return b(); }", "-nostdlib", b, "-Wl,--allow-shlib-undefined");
        Put("d", "usr/bin/d", "#!/usr/bin/c\n", executable: true);
        Put("e", "usr/share/e", "e");
        ReferenceOwner[] all = [Owner("a"), Owner("b"), Owner("c"), Owner("d"), Owner("e"), LibC()];
        Assert.Equal(["d", "a", "b", "c", "libc"], RunClosure.Of(Store, [all[3]], all).Select(owner => owner.Name));
        Assert.Equal(["a"], RunClosure.Of(Store, [all[0]], all).Select(owner => owner.Name));
        Assert.Equal(["e", "b", "a"], RunClosure.Of(Store, [all[4], all[1], all[4]], all).Select(owner => owner.Name));

        // A finish layer is needed for a link of it, and not followed further.
        ReferenceOwner[] unfollowed = [.. all.Select(owner => owner.Name == "c" ? owner with { IsFollowed = false } : owner)];
        Assert.Equal(["d", "c"], RunClosure.Of(Store, [unfollowed[3]], unfollowed).Select(owner => owner.Name));
    }

    [Fact]
    public void An_interpreter_needs_all_that_has_modules_of_its_own()
    {
        Compile("interpreter", "usr/bin/python3.11", Empty, "-nostdlib", "-Wl,-e,main");
        Put("library", "usr/lib/python3.11/os.py", "");
        Put("other", "usr/lib/python3/dist-packages/other.py", "");
        Put("compiled", "usr/lib/python3.11/__pycache__/os.pyc", "");
        Put("tool", "usr/bin/tool", "#!/usr/bin/python3.11\n", executable: true);
        ReferenceOwner[] all =
            [Owner("interpreter"), Owner("library"), Owner("other"), Owner("compiled") with { Name = OwnedTree.Finish }, Owner("tool"), LibC()];
        Assert.Equal(["tool", "interpreter", "library", "libc"], RunClosure.Of(Store, [all[4]], all).Select(owner => owner.Name));
    }

    [Fact]
    public void What_was_found_once_is_remembered_as_it_was()
    {
        WriteLoader("required", "libgreet.so.1");
        Compile("out", "usr/bin/far", Empty, "-Wl,-rpath,$ORIGIN/../lib");
        Put("out", "usr/bin/odd\u00ff\n", "#!/bin/sh\n", executable: true);
        ReferenceOwner output = Owner("out");
        TreeWords first = TreeWords.Of(Store, output.Tree);
        TreeWords second = TreeWords.Of(Store, output.Tree);
        Assert.NotSame(first, second);
        Assert.Equal(Show(first), Show(second));
        Assert.Equal(first.Libraries, second.Libraries);
        Assert.Equal(new TreeWordFinder(Store, output.Tree).Find().Words.Length, second.Words.Length);

        static IEnumerable<string> Show(TreeWords words) => words.Words.Select(word =>
            $"{word.Kind} {word.IsOptional} {Text([word.File])} {Text(word.Names)} {Text(word.SearchPaths)}");
        static string Text(ImmutableArray<byte[]> many) => string.Join(',', many.Select(Convert.ToHexString));
    }

    private ReferenceOwner Greet()
    {
        Compile("greet", $"{Libraries}/libgreet.so.1", "int greet(void) { return 7; }", "-shared", "-nostdlib", "-Wl,-soname,libgreet.so.1");
        return Owner("greet");
    }

    /// <summary>This machine's own C library, as a tree.</summary>
    private ReferenceOwner LibC()
    {
        Put("libc", $"{Libraries}/libc.so.6", File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6"), executable: true);
        Put("libc", $"{Libraries}/ld-linux-x86-64.so.2", File.ReadAllBytes("/lib64/ld-linux-x86-64.so.2"), executable: true);
        if (!File.Exists(Path.Combine(Root("libc"), "usr/lib64/ld-linux-x86-64.so.2")))
        {
            Link("libc", "usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        }

        return Owner("libc");
    }

    private void WriteLoader(string priority, params string[] soNames)
    {
        string names = string.Join(", ", soNames.Select(name => $"\\\"{name}\\\""));
        string text = soNames.Length == 0 ? priority : $"[{{\\\"soname\\\": [{names}], \\\"feature\\\": \\\"x\\\", \\\"priority\\\": \\\"{priority}\\\"}}]";
        string note = $$"""
            __asm__(".pushsection .note.dlopen, \"a\", %note\n.balign 4\n.long 4\n.long 2f - 1f\n.long 0x407c0c0a\n.asciz \"FDO\"\n"
                "1: .asciz \"{{text.Replace("\\\"", "\\\\\\\"", StringComparison.Ordinal)}}\"\n2: .balign 4\n.popsection\n");
            """;
        Compile("out", $"{Libraries}/libloads.so", note, "-shared", "-nostdlib");
    }

    private ImmutableArray<OutputReferences> Find(ReferenceOwner[] outputs, ReferenceOwner[] owners) =>
        RunReferences.Find(Store, outputs, owners, OutputAllowances.None);

    private static IEnumerable<string> Rows(OutputReferences found) =>
        found.References.SelectMany(reference => reference.Evidence.Select(evidence => $"{reference.Owner.Name}: {evidence}"));
}
