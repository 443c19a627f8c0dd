using System.Collections.Frozen;
using System.Diagnostics;
using Nuka.Build.Safety;
using Nuka.Build.Tests.Outputs;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Build.Tests.Safety;

/// <summary>What programs of this machine's own compilers are taken for.</summary>
[Trait("tier", "sample")]
public sealed class ProgramCodeTests : OutputFixture
{
    private static readonly Lazy<FrozenSet<string>> Library = new(() => LibraryFunctions.Read(["/"]));

    [Fact]
    public void A_static_C_program_is_not_memory_safe_whatever_its_functions_are_called()
    {
        Assert.Contains("no language", Why(Compile("out", "plain", "int main(void) { return 0; }", "-static")), StringComparison.Ordinal);
        Assert.Contains("no language", Why(Compile("out", "own", "int part(void) { return 1; } int main(void) { return part(); }", "-static")), StringComparison.Ordinal);
        Assert.Contains("no symbols", Why(Compile("out", "stripped", "int main(void) { return 0; }", "-static", "-s")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_static_Rust_program_is_memory_safe_and_one_with_C_in_it_is_not()
    {
        string source = Path.Combine(Root("rust"), "tool.rs");
        File.WriteAllText(source, "fn main() { let words: Vec<String> = std::env::args().collect(); println!(\"{}\", (words.len() as f64).ceil().sin()); }");
        Assert.Null(Why(Rust(source, "tool")));

        string part = Compile("rust", "part.o", "int add(int a, int b) { return a + b; }", "-c");
        File.WriteAllText(source, "unsafe extern \"C\" { fn add(a: i32, b: i32) -> i32; } fn main() { println!(\"{}\", unsafe { add(1, 2) }); }");
        Assert.Equal("nothing explains add", Why(Rust(source, "mixed", "-C", $"link-arg={part}")));

        string more = Path.Combine(Root("rust"), "part.cc");
        File.WriteAllText(more, "namespace Part { int add(int a) { return a + 1; } } extern \"C\" int plus(int a) { return Part::add(a); }");
        Demand("gcc", "-O0", "-c", "-o", part, more);
        File.WriteAllText(source, "unsafe extern \"C\" { fn plus(a: i32) -> i32; } fn main() { println!(\"{}\", unsafe { plus(1) }); }");
        Assert.Equal("nothing explains _ZN4Part3addEi, plus", Why(Rust(source, "more", "-C", $"link-arg={part}")));
    }

    [Fact]
    public void A_Go_program_is_memory_safe_if_it_cannot_call_C()
    {
        Assert.Null(Why(Go("pure", "package main\nfunc main() { println(\"hi\") }\n", callsC: false)));
        string mixed = Go("mixed", "package main\n// int add(int a) { return a + 1; }\nimport \"C\"\nfunc main() { println(C.add(1)) }\n", callsC: true);
        Assert.Contains("CGO_ENABLED=0", Why(mixed), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_damaged_is_not_memory_safe()
    {
        byte[] program = File.ReadAllBytes(Compile("out", "plain", "int main(void) { return 0; }", "-static"));
        for (int length = 0; length < program.Length; length += 4099)
        {
            Assert.NotNull(ProgramCode.WhyUnsafe(program.AsSpan(0, length), () => Library.Value));
        }
    }

    private static string? Why(string program) => ProgramCode.WhyUnsafe(File.ReadAllBytes(program), () => Library.Value);

    private string Rust(string source, string name, params string[] more)
    {
        Assert.SkipUnless(IsThere("rustc"), "no Rust on this machine");
        string program = Path.Combine(Root("rust"), name);
        Demand("rustc", ["--edition", "2021", "-O", "-C", "target-feature=+crt-static", .. more, "-o", program, source]);
        return program;
    }

    private string Go(string name, string text, bool callsC)
    {
        Assert.SkipUnless(IsThere("go"), "no Go on this machine");
        string source = Path.Combine(Root("go"), $"{name}.go");
        File.WriteAllText(source, text);
        string program = Path.Combine(Root("go"), name);
        ProcessStartInfo start = new("go", ["build", "-o", program, source]);
        (start.Environment["CGO_ENABLED"], start.Environment["GO111MODULE"]) = (callsC ? "1" : "0", "off");
        (start.Environment["GOCACHE"], start.Environment["GOFLAGS"]) = (Root("go-cache"), "-ldflags=-extldflags=-static");
        Outcome outcome = Processes.Run(start);
        Assert.True(outcome.Code == 0, outcome.Errors);
        return program;
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
