using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Compiled;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;
using Outcome = Nuka.Sandbox.Tests.Machine.Outcome;

namespace Nuka.Sandbox.Tests.Compiled;

public sealed class PlanFormatTests : IDisposable
{
    private readonly TestSandbox sandbox;

    public PlanFormatTests(LauncherBuild launcher) => sandbox = new TestSandbox(launcher);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    [Trait("tier", "sample")]
    public void What_is_written_is_what_is_read()
    {
        Gen<LauncherPlan> plans = Plans();
        Prop.ForAll(plans.ToArbitrary(), plan =>
        {
            byte[] bytes = PlanWriter.Encode(plan);
            Assert.Equal(bytes, PlanWriter.Encode(PlanReader.Decode(bytes)));
            LauncherPlan read = PlanReader.Decode(bytes);
            Assert.Equal(plan.Freshness, read.Freshness);
            Assert.Equal(plan.Inner.Environment, read.Inner.Environment);
            Assert.Equal(plan.Roots.Select(root => string.Join('\n', root.Arguments)), read.Roots.Select(root => string.Join('\n', root.Arguments)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Compiling_is_deterministic() => Assert.Equal(PlanFile.Encode(sandbox.Plan), PlanFile.Encode(sandbox.Plan with { }));

    /// <summary>
    /// Damage behind a right digest: what the digest cannot find. Neither reader may crash, and neither may take it for a plan of the other
    /// kind.
    /// </summary>
    [Fact]
    [Trait("tier", "sample")]
    public void Damage_under_a_right_digest_is_refused_or_harmless_in_both_readers()
    {
        // Without the filter: damaged, it is still a filter, under which the program may die of any signal.
        byte[] whole = PlanFile.Encode(sandbox.Plan with { SystemCalls = new SystemCallPolicy { Enabled = false } });
        Random random = new(20261121);
        for (int round = 0; round < 120; round++)
        {
            byte[] damaged = [.. whole];
            int place = PlanWriter.HeaderBytes + random.Next(damaged.Length - PlanWriter.HeaderBytes);
            damaged[place] = (byte)(round % 3 == 0 ? 0xFF : round % 3 == 1 ? damaged[place] ^ (1 << random.Next(8)) : 0);
            Blake3.Hash(damaged.AsSpan(PlanWriter.HeaderBytes), damaged.AsSpan(16, 32));
            bool isRead = IsRead(damaged);
            Outcome outcome = RunFile(damaged);
            Assert.True(outcome.Code is >= 0 and < 128, $"the launcher died of byte {place}: {outcome.Code}");
            bool launcherRefused = outcome.Errors.StartsWith("error[sandbox/bad-plan]", StringComparison.Ordinal);
            Assert.True(isRead == !launcherRefused || !isRead, $"the readers differ at byte {place}: {outcome.Errors}");
        }
    }

    public static TheoryData<string, int, uint> BadHeaders() => new()
    {
        { "another magic", 0, 0x6E616C71 },
        { "a later version", 8, 5 },
        { "an earlier version", 8, 2 },
        { "no version", 8, 0 },
        { "a wrong length", 12, 49 },
        { "another digest", 16, 0 },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_header_that_is_not_that_of_a_plan_is_refused_by_both_readers(string what, int offset, uint value)
    {
        byte[] bytes = PlanFile.Encode(sandbox.Plan);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.False(IsRead(bytes), what);
        Assert.StartsWith("error[sandbox/bad-plan]", RunFile(bytes).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/a/")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("/a\0b")]
    public void A_path_that_is_not_written_in_the_one_way_is_a_mistake_of_the_caller(string path)
    {
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { WorkingDirectory = path }));
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Mounts = [new BindMount(path, "/x")] }));
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Mounts = [new TemporaryMount(path)] }));
    }

    [Theory]
    [InlineData("DOTNET_ROOT")]
    [InlineData("COMPlus_X")]
    [InlineData("A=B")]
    [InlineData("")]
    public void A_variable_that_no_environment_may_have_is_a_mistake_of_the_caller(string name)
    {
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { PassedVariables = [name] }));
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Environment = sandbox.Plan.Environment.Add(name, "1") }));
    }

    [Fact]
    public void A_network_of_its_own_without_what_connects_it_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Network = SandboxNetwork.Internet }));

    [Fact]
    public void Limits_are_kept()
    {
        OverlayRoot root = (OverlayRoot)sandbox.Plan.Roots[0];
        ImmutableArray<string> layers = [.. Enumerable.Range(0, PlanLimits.Layers + 1).Select(i => $"/l/{i}")];
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Roots = [root with { Layers = layers }] }));
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Roots = [] }));
        ImmutableArray<SandboxMount> files = [.. Enumerable.Range(0, PlanLimits.Files + 1).Select(i => new FileMount($"/f/{i}", []))];
        Assert.Throws<ArgumentException>(() => PlanFile.Encode(sandbox.Plan with { Mounts = files }));
    }

    [Fact]
    public void Every_text_of_a_plan_reaches_the_program_as_bytes_whatever_its_length()
    {
        SandboxPlan plan = sandbox.Plan with { Environment = sandbox.Plan.Environment.Add("A", "x").Add("B", "yy").Add("C", "ünï").Add("D", "") };
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "echo \"$A|$B|$C|$D|$1|$2\"", "sh", "", "ä b"]);
        Assert.Equal("x|yy|ünï|||ä b\n", outcome.Output);
    }

    private static bool IsRead(byte[] bytes)
    {
        try
        {
            PlanReader.Decode(bytes);
            return true;
        }
        catch (NukaException error) when (error.Problem.Code == "sandbox/bad-plan")
        {
            return false;
        }
    }

    private Outcome RunFile(byte[] bytes)
    {
        string file = Path.Combine(sandbox.Home, "damaged.plan");
        File.WriteAllBytes(file, bytes);
        ProcessStartInfo start = sandbox.Start(file, ["true"]);
        return Processes.Run(start);
    }

    private static Gen<LauncherPlan> Plans()
    {
        Gen<string> text = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(value => value.Get.Replace("\0", "", StringComparison.Ordinal))
            .Select(value => string.Concat(value.EnumerateRunes().Select(rune => rune.ToString())));
        Gen<ImmutableArray<string>> texts = text.ListOf().Select(list => list.ToImmutableArray());
        Gen<ImmutableArray<byte>> bytes = ArbMap.Default.GeneratorFor<byte[]>().Select(value => (value ?? []).ToImmutableArray());
        Gen<long> number = ArbMap.Default.GeneratorFor<long>();
        Gen<FreshnessEntry> entry = from path in text from a in number from b in number from c in number
            select new FreshnessEntry(path, (a & 1) == 0, (ulong)a, (ulong)b, c, a, b);
        Gen<CompiledRoot> root = from layers in texts from arguments in texts from upper in text
            select new CompiledRoot(layers.IsEmpty ? CompiledRootKind.View : CompiledRootKind.Overlay, layers, upper, upper, arguments);
        return
            from entries in entry.ListOf()
            from one in root
            from two in root
            from list in texts
            from data in bytes
            from word in text
            from value in number
            select new LauncherPlan
            {
                Key = (value & 1) == 0 ? [] : [.. Enumerable.Repeat((byte)7, 32)],
                Lease = word,
                Freshness = [.. entries],
                Target = word,
                Roots = [one, two],
                Skeleton = [.. list.Select(path => new SkeletonEntry(path.Length % 2 == 0, path))],
                Bubblewrap = word,
                Files = [data, []],
                Passed = list,
                Watched = list,
                Inner = new InnerPlan
                {
                    WorkingDirectory = word,
                    Environment = list,
                    Command = list,
                    WriteRights = (ulong)value,
                    Scopes = 3,
                    WritablePaths = list,
                    Filter = data,
                    WaitsForNetwork = (value & 4) != 0,
                    Program = word,
                },
                Bus = (value & 2) == 0 ? null : new BusPlan(word, list, data),
                Network = (value & 4) == 0 ? null : new NetworkPlan(word, word, list, list.Length > PlanLimits.Ports ? [] : list),
                NewNames = new NewNames(["a", "b"], ["c"], [.. list.Select(path => new LookedDirectory(path, ["b"], value) { HasUnknown = (value & 1) == 0 })]),
                Placed = [.. list.Select(place => new PlacedMount((PlacedKinds)(value & 31), word, place, word))],
            };
    }
}
