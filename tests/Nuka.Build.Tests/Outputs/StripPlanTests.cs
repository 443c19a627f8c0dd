using Nuka.Build.Outputs.Strip;

namespace Nuka.Build.Tests.Outputs;

public sealed class StripPlanTests : OutputFixture
{
    private const string Main = "static int inner(void) { return 3; } int visible(void) { return inner(); } int main(void) { return visible() - 3; }";

    [Fact]
    [Trait("tier", "sample")]
    public void Each_kind_of_file_is_stripped_its_own_way_and_still_works()
    {
        string program = Compile("out", "usr/bin/program", Main, "-g");
        Compile("out", "usr/bin/fixed", Main, "-g", "-no-pie");
        Compile("out", "usr/bin/exports", Main, "-g", "-rdynamic");
        Compile("out", "usr/bin/static", Main, "-g", "-static-pie", "-nostdlib", "-Wl,-e,main");
        string library = Compile("out", "usr/lib/libx.so.1", Main, "-g", "-shared", "-fPIC", "-Wl,-soname,libx.so.1");
        string member = Compile("out", "usr/lib/crt.o", Main, "-g", "-c");
        Demand("ar", "rcs", Path.Combine(Root("out"), "usr/lib/libx.a"), member);
        StripPlan plan = Plan();
        Assert.Equal(
            [
                "--strip-all: usr/bin/exports usr/bin/fixed usr/bin/program",
                "--strip-unneeded: usr/bin/static usr/lib/libx.so.1",
                "--strip-debug --enable-deterministic-archives: usr/lib/crt.o usr/lib/libx.a",
            ],
            plan.Steps.Select(step => $"{string.Join(' ', step.Arguments)}: {string.Join(' ', step.Files)}"));
        Assert.Empty(plan.Notices);
        Strip(plan);
        Assert.Equal(0, Run(program).Code);
        Assert.Equal(0, Run(Path.Combine(Root("out"), "usr/bin/exports")).Code);
        Assert.Contains(" visible", Demand("nm", "-D", Path.Combine(Root("out"), "usr/bin/exports")), StringComparison.Ordinal);
        Assert.Contains(" visible", Demand("nm", "-D", library), StringComparison.Ordinal);
        Assert.DoesNotContain("inner", Demand("readelf", "-Ws", library), StringComparison.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Root("out"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(".debug_info", Demand("readelf", "-WS", file), StringComparison.Ordinal);
        }

        Compile("linked", "usr/bin/uses", "int visible(void); int start(void) { return visible(); }", "-Wl,-e,start", "-nostartfiles",
            Path.Combine(Root("out"), "usr/lib/libx.a"));
    }

    [Fact]
    public void What_strip_would_break_is_left()
    {
        string appended = Compile("out", "usr/bin/appended", Main, "-g");
        File.AppendAllText(appended, "the data of a program that carries its own");
        Compile("out", "usr/lib/lto.o", Main, "-c", "-flto");
        Compile("out", "usr/lib/modules/x.ko", Main, "-c", "-g");
        string debug = Compile("out", "usr/lib/debug/x.debug", Main, "-g");
        Demand("objcopy", "--only-keep-debug", debug, Path.Combine(Root("out"), "usr/bin/separate"));
        Put("out", "usr/lib/odd.a", "!<arch>\n" + $"{"a/",-16}{"0",-12}{"0",-6}{"0",-6}{"644",-8}{"4",-10}`\ntext");
        Put("out", "usr/lib/broken.a", "!<arch>\nxxxx");
        Put("out", "usr/lib/broken.so", [.. "\u007fELF"u8, 2, 1, 1, 0, .. new byte[60]]);
        Put("out", "usr/bin/script", "#!/bin/sh\n", executable: true);
        byte[] foreign = File.ReadAllBytes(debug);
        foreign[18] = 247; // EM_BPF
        Put("out", "usr/lib/bpf.o", foreign);
        StripPlan plan = Plan();
        Assert.Empty(plan.Steps);
        Assert.Equal(
            [
                "out: usr/bin/appended is not stripped: it carries data behind its sections",
                "out: usr/lib/broken.a is not stripped: the ar archive ends before its end mark",
                "out: usr/lib/lto.o is not stripped: it is for link-time optimisation",
                "out: usr/lib/odd.a is not stripped: not all of its members are objects of this machine",
            ],
            plan.Notices.Select(notice => notice.ToString()));
    }

    [Fact]
    public void Many_files_are_stripped_in_several_calls()
    {
        string member = Compile("one", "x.o", Main, "-c");
        for (int index = 0; index < 450; index++)
        {
            Put("out", $"usr/lib/{index:d3}.o", File.ReadAllBytes(member));
        }

        Assert.Equal([200, 200, 50], Plan().Steps.Select(step => step.Files.Length));
    }

    private StripPlan Plan() => StripPlan.Of([Output()], StripPlan.MachineX8664, TestContext.Current.CancellationToken);

    private void Strip(StripPlan plan)
    {
        foreach (StripStep step in plan.Steps)
        {
            Demand("strip", [.. step.Arguments, .. step.Files.Select(file => Path.Combine(Root(step.Output), file))]);
        }
    }
}
