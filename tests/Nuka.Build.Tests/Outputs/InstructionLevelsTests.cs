using System.Collections.Immutable;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.Instructions;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Outputs;

public sealed class InstructionLevelsTests : OutputFixture
{
    private const string Sum = "int sum(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i] * 3; return s; }\n";
    private const string Vector = "__attribute__((target(\"avx2\"), noinline)) int NAME(const int *a) { int s = 0; for (int i = 0; i < 64; i++) s += a[i] * 3; return s; }\n";

    [Fact]
    public void Code_for_the_builders_own_processor_is_refused_with_function_and_place()
    {
        string library = Compile("out", "usr/lib/libsum.so", Sum, "-O3", "-march=haswell", "-shared", "-fPIC");
        Problem refused = Refused(() => Scan(1));
        Assert.Equal("build/above-level", refused.Code);
        Assert.StartsWith("out: usr/lib/libsum.so: sum: ", refused.Reasons.Single(), StringComparison.Ordinal);
        Assert.Contains("AVX2 (x86-64-v3) at byte ", refused.Reasons.Single(), StringComparison.Ordinal);

        // The place that is named is that of the instruction in the file: there objdump shows a vector instruction.
        int offset = int.Parse(refused.Reasons[0].Split("byte ")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        string said = Demand("objdump", "-d", "--no-show-raw-insn", $"--start-address={offset}", $"--stop-address={offset + 4}", library);
        Assert.Matches(@":\tv[a-z]", said);
        Assert.Empty(Scan(3).Allowed);
        Assert.Equal("build/above-level", Refused(() => Scan(2)).Code);
    }

    [Fact]
    public void Code_for_every_processor_is_accepted()
    {
        Compile("out", "usr/lib/libsum.so", Sum, "-O3", "-shared", "-fPIC");
        Compile("out", "usr/bin/main", "#include <stdio.h>\nint main(void) { puts(\"\"); return __builtin_ctz(7); }", "-O2");
        Compile("out", "usr/lib/sum.o", Sum, "-O3", "-c");
        Put("out", "usr/share/text", "text that is long enough to be looked at");
        InstructionReport report = Scan(1);
        Assert.Empty(report.Allowed);
        Assert.Empty(report.Unread);
    }

    [Theory]
    [InlineData("sum_avx2", true)]
    [InlineData("sum_haswell", true)]
    [InlineData("x_fma3", true)]
    [InlineData("_ZN3foo4avx2EPKi", true)]
    [InlineData("_ZGVdN4v_sum", true)]
    [InlineData("_ZGVbN2v_sum", false)]
    [InlineData("memchr_evex", true)]
    [InlineData("_dl_runtime_resolve_xsavec", true)]
    [InlineData("fma", false)]
    [InlineData("format_fmax", false)]
    [InlineData("sum_fast", false)]
    public void A_name_tells_for_which_processors_a_function_is(string name, bool tells)
    {
        Compile("out", "usr/lib/x.so", Vector.Replace("NAME", name, StringComparison.Ordinal), "-O3", "-shared", "-fPIC", "-fno-builtin");
        if (tells)
        {
            Assert.Empty(Scan(1).Allowed);
        }
        else
        {
            Assert.Equal("build/above-level", Refused(() => Scan(1)).Code);
            InstructionReport report = Scan(1, name[..^1] + "*", "nothing*");
            Assert.All(report.Allowed, pair => Assert.Equal((name, name[..^1] + "*"), (pair.Finding.Function, pair.Pattern)));
            Assert.NotEmpty(report.Allowed);
            Assert.Equal(["nothing*"], report.Unused);
        }
    }

    [Fact]
    public void What_a_resolver_chooses_is_accepted()
    {
        string source = Vector.Replace("int NAME", "static int wide", StringComparison.Ordinal)
            + "__attribute__((noinline)) static int narrow(const int *a) { return a[0]; }\n"
            + "static int (*choose(void))(const int *) { __builtin_cpu_init(); return __builtin_cpu_supports(\"avx2\") ? wide : narrow; }\n"
            + "int total(const int *a) __attribute__((ifunc(\"choose\")));\n";
        Compile("out", "usr/lib/x.so", source, "-O3", "-shared", "-fPIC");
        Assert.Empty(Scan(1).Allowed);
        Compile("out", "usr/lib/clones.so", Sum.Replace("int sum", "__attribute__((target_clones(\"default\", \"arch=haswell\", \"avx512f\"))) int sum", StringComparison.Ordinal),
            "-O3", "-shared", "-fPIC");
        Assert.Empty(Scan(1).Allowed);
        Compile("out", "usr/lib/y.so", source + "int direct(const int *a) { return wide(a); }\n" + Vector.Replace("NAME", "other", StringComparison.Ordinal), "-O3", "-shared", "-fPIC");
        Assert.All(Refused(() => Scan(1)).Reasons, reason => Assert.StartsWith("out: usr/lib/y.so: other: ", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Assembly_that_does_not_say_what_its_symbols_are_is_looked_at()
    {
        const string Assembly = "__asm__(\".globl fast_loop\\nfast_loop:\\nshlx %rax, %rbx, %rcx\\nret\\n\");";
        Compile("out", "usr/lib/x.so", Assembly + "int plain(void) { return 1; }", "-shared", "-fPIC");
        Assert.StartsWith("out: usr/lib/x.so: fast_loop: BMI2 (x86-64-v3) at byte ", Refused(() => Scan(1)).Reasons.Single(), StringComparison.Ordinal);
        Assert.Equal(["fast_*"], Scan(1, "fast_*").Allowed.Select(pair => pair.Pattern));
    }

    [Fact]
    public void What_asks_the_processor_itself_is_accepted()
    {
        Compile("out", "usr/lib/x.so", """
            int detect(void)
            {
                unsigned a = 1, b, c, d, low, high;
                __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
                if (!(c & (1u << 27))) return 0;
                __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
                return low & 6;
            }
            """, "-O2", "-shared", "-fPIC");
        Assert.Empty(Scan(1).Allowed);
    }

    [Fact]
    public void Members_of_static_libraries_and_stripped_programs_are_looked_at()
    {
        string member = Compile("objects", "sum.o", Sum, "-O3", "-march=haswell", "-c");
        Put("out", "usr/lib/keep", "");
        Demand("ar", "rcs", Path.Combine(Root("out"), "usr/lib/libsum.a"), member);
        Assert.All(Refused(() => Scan(1)).Reasons, reason => Assert.StartsWith("out: usr/lib/libsum.a(sum.o): sum: ", reason, StringComparison.Ordinal));
        File.Move(member, Path.Combine(Root("objects"), "sum-avx2.o"));
        File.Delete(Path.Combine(Root("out"), "usr/lib/libsum.a"));
        Demand("ar", "rcs", Path.Combine(Root("out"), "usr/lib/libsum.a"), Path.Combine(Root("objects"), "sum-avx2.o"));
        Assert.Empty(Scan(1).Allowed);
        string hidden = Vector.Replace("NAME", "hidden", StringComparison.Ordinal);
        string program = Compile("out", "usr/bin/x", hidden + "int main(int n, char **v) { return hidden((int *)v); }", "-O3", "-static", "-nostdlib", "-Wl,-e,main");
        Demand("strip", program);
        Assert.All(Refused(() => Scan(1)).Reasons, reason => Assert.Contains("usr/bin/x: code without a name: ", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_files_are_reported_and_do_no_harm()
    {
        byte[] file = File.ReadAllBytes(Compile("objects", "sum.so", Sum, "-O3", "-march=haswell", "-shared", "-fPIC"));
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. file];
            for (int count = random.Next(1, 20); count > 0; count--)
            {
                int at = random.Next(3) switch { 0 => random.Next(64), 1 => damaged.Length - 1 - random.Next(2000), _ => random.Next(damaged.Length) };
                damaged[at] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            (damaged[18], damaged[19]) = (62, 0);
            Put("out", "usr/lib/x.so", damaged[..random.Next(64, damaged.Length + 1)]);
            try
            {
                Scan(1);
            }
            catch (NukaException error)
            {
                Assert.Equal("build/above-level", error.Problem.Code);
            }
        }
    }

    [Theory]
    [InlineData("1", "popcnt %rax, %rax", true)]
    [InlineData("1", "roundsd $1, %xmm0, %xmm0", true)]
    [InlineData("1", "vpaddd %ymm0, %ymm0, %ymm0", false)]
    [InlineData("3", "popcnt %rax, %rax", false)]
    [InlineData(null, "popcnt %rax, %rax", false)]
    public void Programs_of_Go_ask_before_the_instructions_that_its_compiler_knows(string? madeFor, string instruction, bool accepted)
    {
        string information = madeFor is null ? "" : $"__attribute__((section(\".go.buildinfo\"))) const char info[] = \"build\\tGOAMD64=v{madeFor}\\n\";\n";
        Compile("out", "usr/bin/x", $"{information}int main(void) {{ __asm__ volatile(\"{instruction}\"); return 0; }}", "-O2");
        if (accepted)
        {
            Scan(1);
        }
        else
        {
            Assert.StartsWith("out: usr/bin/x: main: ", Refused(() => Scan(1)).Reasons.Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("memeqbody", true)]
    [InlineData("runtime.memmove", true)]
    [InlineData("internal/cpu.xgetbv.abi0", true)]
    [InlineData("crypto/internal/edwards25519/field.feMul", true)]
    [InlineData("runtimes.of", false)]
    [InlineData("example.org/crypto.sum", false)]
    public void The_standard_library_of_Go_asks_itself(string function, bool accepted) =>
        Assert.Equal(accepted, GoProgram.Asks(function, new InstructionSet("AVX2", 3)));

    [Theory]
    [InlineData("x86-64", 1)]
    [InlineData("x86_64_v3", 3)]
    [InlineData("x86-64-v4", 4)]
    [InlineData("armv8.1a", null)]
    public void Levels_have_the_names_of_archspec(string name, int? number) => Assert.Equal(number, InstructionLevels.NumberOf(name));

    private InstructionReport Scan(int level, params ImmutableArray<string> dispatches) =>
        InstructionLevels.Scan([Output()], level, new OutputAllowances { Dispatches = dispatches }, TestContext.Current.CancellationToken);
}
