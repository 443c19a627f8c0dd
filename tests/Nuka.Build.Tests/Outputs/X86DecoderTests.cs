using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Build.Outputs.Instructions;

namespace Nuka.Build.Tests.Outputs;

public sealed partial class X86DecoderTests : OutputFixture
{
    /// <summary>Programs of this machine: the compiler's own, hand-written vector code, the loader; what is not there is passed over.</summary>
    public static TheoryData<string> Programs =>
    [
        .. ((string[])
        [
            "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "/usr/bin/bash",
            "/usr/bin/as", "/usr/bin/git", "/usr/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/bin/perl",
        ]).Where(File.Exists),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("tier", "sample")]
    public void Every_instruction_is_as_long_as_objdump_says(string program)
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((byte[] bytes, string text) in Disassemble(program))
        {
            count++;
            bool isKnown = X86Decoder.TryDecode(bytes, out X86Instruction instruction);
            if (text.Contains("(bad)", StringComparison.Ordinal) || (isKnown && instruction.LengthBytes == bytes.Length))
            {
                continue;
            }

            // objdump shows a wait together with what waits.
            if (bytes[0] != 0x9B && !IsPrefixAlone(bytes, text))
            {
                wrong.Add($"{Convert.ToHexString(bytes)} {text}: {(isKnown ? instruction.LengthBytes : 0)}");
            }
        }

        Assert.True(count > 1000, $"{count} instructions");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}\n{string.Join('\n', wrong.Take(40))}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("tier", "sample")]
    public void Vector_instructions_and_no_others_have_vector_sets(string program)
    {
        List<string> wrong = [];
        foreach ((byte[] bytes, string text) in Disassemble(program))
        {
            if (text.Contains("(bad)", StringComparison.Ordinal) || !X86Decoder.TryDecode(bytes, out X86Instruction instruction))
            {
                continue;
            }

            string name = Mnemonic().Match(text).Groups[1].Value;
            bool isVector = name.StartsWith('v') && name is not ("verr" or "verw" or "vmcall" or "vmlaunch" or "vmresume" or "vmxoff" or "vmread" or "vmwrite" or "vmfunc");
            bool saysSo = instruction.Encoding is not X86Encoding.Legacy && instruction.Set.Name is not ("BMI1" or "BMI2" or "TBM" or "CMPCCXADD" or "AMX" or "LWP");
            bool isMask = name.StartsWith('k');
            if (saysSo != (isVector || isMask) || (WideRegister().IsMatch(text) && instruction.Set.Level < 4) || (isMask && instruction.Set.Level != 4))
            {
                wrong.Add($"{Convert.ToHexString(bytes)} {text}: {instruction.Set}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void It_never_reads_behind_the_end_and_always_advances()
    {
        Random random = new(11);
        byte[] code = new byte[40];
        for (int round = 0; round < 2_000_000; round++)
        {
            random.NextBytes(code);
            if (round % 3 == 0)
            {
                code[0] = (byte)(round % 2 == 0 ? 0x62 : 0xC4);
            }

            bool isWhole = X86Decoder.TryDecode(code, out X86Instruction instruction);
            Assert.True(!isWhole || instruction.LengthBytes is >= 1 and <= X86Decoder.LengthLimit);
            int length = random.Next(16);
            if (X86Decoder.TryDecode(code.AsSpan(0, length), out X86Instruction cut))
            {
                Assert.True(isWhole && cut.LengthBytes <= length && cut == instruction);
            }
            else
            {
                Assert.True(!isWhole || instruction.LengthBytes > length);
            }
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Random_bytes_are_as_long_as_objdump_says()
    {
        // Each try is padded with NOPs so that objdump is in step again before the next one.
        const int Stride = 32;
        Random random = new(23);
        byte[] code = new byte[Stride * 40_000];
        Array.Fill(code, (byte)0x90);
        for (int at = 0; at < code.Length; at += Stride)
        {
            random.NextBytes(code.AsSpan(at, 12));
            code[at] = ((at / Stride) % 8) switch { 0 or 1 => 0x0F, 2 => 0x62, 3 => 0xC4, 4 => 0xC5, 5 => 0x8F, _ => code[at] };
        }

        string file = Put("code", "random", code);
        Dictionary<long, (byte[] Bytes, string Text)> said = [];
        foreach ((long address, byte[] bytes, string text) in Rows(["-D", "-b", "binary", "-m", "i386:x86-64", "-w", "--insn-width=15", file]))
        {
            said[address] = (bytes, text);
        }

        List<string> wrong = [];
        for (int at = 0; at < code.Length; at += Stride)
        {
            (byte[] bytes, string text) = said[at];
            bool isKnown = X86Decoder.TryDecode(code.AsSpan(at), out X86Instruction instruction);
            bool isOdd = text.Contains("bad", StringComparison.Ordinal) || bytes[0] == 0x9B || IsPrefixAlone(bytes, text);
            if (!isOdd && (!isKnown || instruction.LengthBytes != bytes.Length))
            {
                wrong.Add($"{Convert.ToHexString(bytes)} {text}: {(isKnown ? instruction.LengthBytes : 0)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(60))}");
    }

    /// <summary>What the assembler makes of one instruction of each set.</summary>
    [Theory]
    [InlineData("x86-64", 1, "add %rax,%rbx; cmpxchg8b (%rax); movdqa %xmm0,%xmm1; cvttsd2si %xmm0,%rax; fldl (%rax); fxsave (%rax); syscall; cpuid; pause; endbr64")]
    [InlineData("x86-64", 1, "tzcnt %eax,%ebx; movnti %eax,(%rbx); clflush (%rax); mfence; lfence; sfence; prefetcht0 (%rax); rdsspq %rax; cmovne %eax,%ebx; lock xadd %eax,(%rbx)")]
    [InlineData("x86-64", 1, "movabs 0x1122334455667788,%al; movabs $0x1122334455667788,%rax; enter $8,$1; testl $5,(%rax); testb $1,8(%rax,%rbx,4); ud2; nopw 0x100(%rax,%rax,1)")]
    [InlineData("LAHF", 2, "lahf; sahf")]
    [InlineData("CMPXCHG16B", 2, "cmpxchg16b (%rax)")]
    [InlineData("POPCNT", 2, "popcnt %eax,%ebx; popcnt (%rax),%rbx")]
    [InlineData("SSE3", 2, "addsubpd %xmm0,%xmm1; haddps %xmm0,%xmm1; lddqu (%rax),%xmm0; movddup %xmm0,%xmm1; movshdup %xmm0,%xmm1; movsldup %xmm0,%xmm1; fisttpll (%rax); fisttpl (%rax)")]
    [InlineData("SSSE3", 2, "pshufb %xmm0,%xmm1; pabsd %xmm0,%xmm1; palignr $3,%xmm0,%xmm1; phaddw %mm0,%mm1")]
    [InlineData("SSE4.1", 2, "ptest %xmm0,%xmm1; pmulld %xmm0,%xmm1; pblendvb %xmm0,%xmm1; roundsd $1,%xmm0,%xmm1; pextrq $1,%xmm0,%rax; dpps $1,%xmm0,%xmm1; movntdqa (%rax),%xmm0")]
    [InlineData("SSE4.2", 2, "pcmpgtq %xmm0,%xmm1; pcmpistri $1,%xmm0,%xmm1; crc32b %al,%ebx; crc32q %rax,%rbx; crc32w %ax,%ebx")]
    [InlineData("AVX", 3, "vaddps %ymm0,%ymm1,%ymm2; vzeroupper; vbroadcastss (%rax),%ymm0; vperm2f128 $1,%ymm0,%ymm1,%ymm2; vpshufb %xmm0,%xmm1,%xmm2; vmovdqu (%rax),%ymm0")]
    [InlineData("AVX2", 3, "vpbroadcastd %xmm0,%ymm1; vpgatherdd %ymm0,(%rax,%ymm1,4),%ymm2; vpermq $1,%ymm0,%ymm1; vpsllvd %ymm0,%ymm1,%ymm2; vinserti128 $1,%xmm0,%ymm1,%ymm2")]
    [InlineData("BMI1", 3, "andn %eax,%ebx,%ecx; blsr %eax,%ebx; bextr %eax,%ebx,%ecx; blsi %rax,%rbx")]
    [InlineData("BMI2", 3, "bzhi %eax,%ebx,%ecx; mulx %rax,%rbx,%rcx; pdep %eax,%ebx,%ecx; pext %eax,%ebx,%ecx; rorx $3,%rax,%rbx; sarx %eax,%ebx,%ecx; shlx %rax,%rbx,%rcx; shrx %eax,%ebx,%ecx")]
    [InlineData("F16C", 3, "vcvtph2ps %xmm0,%ymm1; vcvtps2ph $1,%ymm0,%xmm1")]
    [InlineData("FMA", 3, "vfmadd231pd %ymm0,%ymm1,%ymm2; vfnmsub132ss %xmm0,%xmm1,%xmm2; vfmaddsub213ps %ymm0,%ymm1,%ymm2")]
    [InlineData("LZCNT", 3, "lzcnt %eax,%ebx")]
    [InlineData("MOVBE", 3, "movbe (%rax),%ebx; movbe %rbx,(%rax); movbe (%rax),%bx")]
    [InlineData("XSAVE", 3, "xgetbv; xsave (%rax); xrstor (%rax); xsavec (%rax); xsaveopt (%rax)")]
    [InlineData("AVX-512", 4, "vaddps %zmm0,%zmm1,%zmm2; vpaddb %xmm16,%xmm1,%xmm2; kmovq %k1,%rax; kshiftlq $3,%k1,%k2; vpternlogd $7,%ymm0,%ymm1,%ymm2; vpconflictd %zmm0,%zmm1")]
    [InlineData("AVX-512", 4, "vpermw %zmm0,%zmm1,%zmm2; vmovdqu8 (%rax),%zmm0{%k1}{z}; vpbroadcastmb2q %k1,%zmm0; vcmppd $3,(%rax){1to8},%zmm1,%k2; vrangepd $3,%zmm0,%zmm1,%zmm2; kortestb %k1,%k2")]
    [InlineData("AES", 5, "aesenc %xmm0,%xmm1; aeskeygenassist $1,%xmm0,%xmm1; aesimc %xmm0,%xmm1")]
    [InlineData("PCLMULQDQ", 5, "pclmulqdq $1,%xmm0,%xmm1")]
    [InlineData("SHA", 5, "sha256rnds2 %xmm1,%xmm2; sha1rnds4 $1,%xmm0,%xmm1; sha1msg1 %xmm0,%xmm1")]
    [InlineData("ADX", 5, "adcx %rax,%rbx; adox %eax,%ebx")]
    [InlineData("RDRAND", 5, "rdrand %eax; rdrand %rax")]
    [InlineData("RDSEED", 5, "rdseed %rax")]
    [InlineData("TSX", 5, "xbegin .; xend; xtest; xabort $1")]
    [InlineData("FSGSBASE", 5, "rdfsbase %rax; wrgsbase %eax")]
    [InlineData("RDTSCP", 5, "rdtscp")]
    [InlineData("CLWB", 5, "clwb (%rax)")]
    [InlineData("CLFLUSHOPT", 5, "clflushopt (%rax)")]
    [InlineData("SSE4a", 5, "extrq $1,$2,%xmm0; insertq $1,$2,%xmm0,%xmm1; movntsd %xmm0,(%rax); extrq %xmm0,%xmm1")]
    [InlineData("3DNow!", 5, "pfadd %mm0,%mm1; femms; pswapd 4(%rax),%mm1")]
    [InlineData("XOP", 5, "vpcmov %xmm0,%xmm1,%xmm2,%xmm3; vprotb $3,%xmm0,%xmm1; vphaddbd %xmm0,%xmm1")]
    [InlineData("TBM", 5, "blcfill %eax,%ebx; bextr $0x1234,%eax,%ebx")]
    [InlineData("FMA4", 5, "vfmaddpd %ymm0,%ymm1,%ymm2,%ymm3")]
    [InlineData("GFNI", 5, "gf2p8mulb %xmm0,%xmm1; vgf2p8affineqb $1,%zmm0,%zmm1,%zmm2; vgf2p8mulb %ymm0,%ymm1,%ymm2")]
    [InlineData("VAES", 5, "vaesenc %ymm0,%ymm1,%ymm2; vaesdec %zmm0,%zmm1,%zmm2; vaeskeygenassist $1,%xmm0,%xmm1")]
    [InlineData("VPCLMULQDQ", 5, "vpclmulqdq $1,%ymm0,%ymm1,%ymm2; vpclmulqdq $1,%zmm0,%zmm1,%zmm2")]
    [InlineData("AVX512-VBMI", 5, "vpermb %zmm0,%zmm1,%zmm2; vpermi2b %zmm0,%zmm1,%zmm2; vpmultishiftqb %zmm0,%zmm1,%zmm2")]
    [InlineData("AVX512-VBMI2", 5, "vpcompressb %zmm0,%zmm1; vpshldvd %zmm0,%zmm1,%zmm2; vpshrdd $1,%zmm0,%zmm1,%zmm2")]
    [InlineData("AVX512-VNNI", 5, "vpdpbusd %zmm0,%zmm1,%zmm2")]
    [InlineData("AVX512-BF16", 5, "vdpbf16ps %zmm0,%zmm1,%zmm2; vcvtneps2bf16 %zmm0,%ymm1")]
    [InlineData("AVX512-FP16", 5, "vaddph %zmm0,%zmm1,%zmm2; vfmadd231sh %xmm0,%xmm1,%xmm2; vcmpph $1,%zmm0,%zmm1,%k1")]
    [InlineData("AVX-VNNI", 5, "{vex} vpdpbusd %ymm0,%ymm1,%ymm2")]
    [InlineData("AMX", 5, "ldtilecfg (%rax); tileloadd (%rax,%rbx,1),%tmm0; tdpbssd %tmm0,%tmm1,%tmm2; tilerelease")]
    [InlineData("WAITPKG", 5, "umonitor %rax; umwait %eax; tpause %eax")]
    [InlineData("MOVDIR", 5, "movdiri %eax,(%rbx); movdir64b (%rax),%rbx")]
    [InlineData("PKU", 5, "rdpkru; wrpkru")]
    [InlineData("RDPID", 5, "rdpid %rax")]
    [InlineData("SERIALIZE", 5, "serialize")]
    public void Each_instruction_belongs_to_its_set(string set, int level, string code)
    {
        string source = Path.Combine(Root("assembly"), "source.s");
        string[] instructions = code.Split("; ");
        File.WriteAllText(source, string.Join('\n', instructions) + "\n");
        string assembled = Path.Combine(Root("assembly"), "source.o");
        Demand("as", source, "-o", assembled);
        Demand("objcopy", "-O", "binary", "-j", ".text", assembled, assembled + ".bin");
        byte[] bytes = File.ReadAllBytes(assembled + ".bin");
        int at = 0;
        foreach (string instruction in instructions)
        {
            Assert.True(X86Decoder.TryDecode(bytes.AsSpan(at), out X86Instruction found), instruction);
            Assert.Equal((instruction, new InstructionSet(set, level)), (instruction, found.Set));
            at += found.LengthBytes;
        }

        Assert.Equal(bytes.Length, at);
    }

    /// <summary>Prefixes that belong to nothing stand on a line of their own, and what is left of data as well.</summary>
    private static bool IsPrefixAlone(byte[] bytes, string text) => text.StartsWith(".byte", StringComparison.Ordinal) || bytes.All(value =>
        value is 0x66 or 0x67 or 0xF0 or 0xF2 or 0xF3 or 0x26 or 0x2E or 0x36 or 0x3E or 0x64 or 0x65 || value is >= 0x40 and <= 0x4F);

    private static IEnumerable<(byte[] Bytes, string Text)> Disassemble(string program) =>
        Rows(["-d", "-w", "--insn-width=15", program]).Select(row => (row.Bytes, row.Text));

    private static IEnumerable<(long Address, byte[] Bytes, string Text)> Rows(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("objdump", arguments) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Match match = Row().Match(line);
            if (match.Success)
            {
                yield return (
                    long.Parse(match.Groups["at"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    Convert.FromHexString(match.Groups["bytes"].Value.Replace(" ", "", StringComparison.Ordinal)),
                    match.Groups["text"].Value.Trim());
            }
        }
    }

    [GeneratedRegex(@"^ *(?<at>[0-9a-f]+):\t(?<bytes>(?:[0-9a-f]{2} )+) *(?:\t(?<text>.*))?$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?:(?:lock|rep\w*|data16|bnd|notrack|[cdefgs]s|addr32|rex\S*|\{\w+\}) )*([a-z0-9]+)")]
    private static partial Regex Mnemonic();

    [GeneratedRegex(@"%zmm|%[xy]mm(1[6-9]|2\d|3[01])|\{%k")]
    private static partial Regex WideRegister();
}
