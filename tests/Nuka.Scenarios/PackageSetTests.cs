using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Nuka.Scenarios;

/// <summary>All packages that came with nuka: each builds twice to the same, and the page that lists them says what they are.</summary>
public sealed class PackageSetTests
{
    private const string Page = "docs/reference/package-set.md";
    private const int EvaluationSeconds = 300;
    private const int BuildSeconds = 7200;
    private const int Lines = 40;
    private const int Columns = 160;

    /// <summary>What cannot build twice to the same, with the reason. There is nothing that cannot, and nothing should be.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    private static readonly Lazy<Dictionary<string, JsonElement>> Evaluated = new(Evaluate);

    /// <summary>The names of the packages.</summary>
    public static TheoryData<string> All => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.GetFiles(Path.Join(Checkout.Directory, "packages"), "*.nu").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>
    /// What was checked already, by the same nuka and as the same package, is not checked again: a run that was interrupted goes on where it stopped. How long
    /// each took stands in the log, and in <c>out/test-full/packages</c>.
    /// </summary>
    [Theory]
    [Trait("tier", "full")]
    [MemberData(nameof(All))]
    public void Every_package_builds_twice_to_the_same(string name)
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        Assert.SkipWhen(Exceptions.ContainsKey(name), $"skipped: {Exceptions.GetValueOrDefault(name)}");
        string kept = Path.Join(Checkout.Directory, "out/test-full/packages", Code(account), $"{name}-{Evaluated.Value[name].GetProperty("pid").GetString()}");
        if (!File.Exists(kept))
        {
            using Stage stage = new(account, Needs.SharedState(account));
            long began = Stopwatch.GetTimestamp();
            CommandResult result = stage.Run($"nuka build --check {name}", BuildSeconds);
            Assert.True(result.ExitCode == 0, $"`nuka build --check {name}` gave {result.ExitCode}\n{result.Error}");
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            File.WriteAllText(kept, Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        }

        Console.WriteLine($"checked: {name} ({File.ReadAllText(kept)} s)");
    }

    /// <summary>Package files are what people learn from: each begins with what it is, says its license, and is read at a glance.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_package_file_says_what_it_is_and_is_short(string name)
    {
        string[] lines = Checkout.Read($"packages/{name}.nu").TrimEnd('\n').Split('\n');
        Assert.Matches("^# .+\\.$", lines[0]);
        Assert.InRange(lines.Length, 1, Lines);
        Assert.All(lines.Where(line => !line.Contains("fetch ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, Columns));
        Assert.All(["--license ", "--description "], word => Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_excepted_is_a_package() => Assert.Subset(Names.ToHashSet(), Exceptions.Keys.ToHashSet());

    [Fact]
    [Trait("tier", "sample")]
    public void The_page_of_the_set_says_what_its_packages_are()
    {
        Assert.SkipUnless(Needs.Missing("sources", Account.Available[0]) is null, "skipped: no source of packages can be reached");
        string page = Checkout.Read(Page);
        string[] lines = [.. page.Split('\n').TakeWhile(line => !line.StartsWith('|')), .. Table(), ""];
        if (Environment.GetEnvironmentVariable("NUKA_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Join(Checkout.Directory, Page), string.Join('\n', lines));
        }

        Assert.Equal(string.Join('\n', lines), Checkout.Read(Page));
    }

    private static IEnumerable<string> Table() =>
    [
        "| package | version | what it is | built in | outputs | options | levels | service |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        .. Names.Select(name =>
        {
            JsonElement identity = Evaluated.Value[name].GetProperty("identity");
            JsonElement about = Evaluated.Value[name].GetProperty("about");
            JsonElement service = about.GetProperty("service");
            string ports = service.ValueKind == JsonValueKind.Null ? "" : $"ports {Words(service.GetProperty("ports"))}";
            JsonElement runtime = identity.GetProperty("runtime");
            string options = string.Join(", ", about.GetProperty("defaults").EnumerateObject().Select(option => $"`{option.Name}`: {option.Value}"));
            return $"| [{name}](../../packages/{name}.nu) | {identity.GetProperty("version")} | {about.GetProperty("description")} "
                + $"| {runtime.GetProperty("name")}@{runtime.GetProperty("version")} | {Words(identity.GetProperty("outputs"))} | {options} | {Words(about.GetProperty("cpu"))} | {ports} |";
        }),
    ];

    private static string Words(JsonElement list) => string.Join(", ", list.EnumerateArray());

    private static Dictionary<string, JsonElement> Evaluate()
    {
        using Stage stage = new(Account.Available[0], Needs.SharedState(Account.Available[0]));
        CommandResult result = stage.Run($"nuka eval --json {string.Join(' ', Names)}", EvaluationSeconds);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement.EnumerateArray().ToDictionary(package => package.GetProperty("identity").GetProperty("name").GetString()!);
    }

    /// <summary>Of which nuka a result speaks: of the rooms that building goes through.</summary>
    private static string Code(Account account)
    {
        string[] files = ["Nuka.Build.dll", "Nuka.Environments.dll", "Nuka.Packages.dll", "Nuka.Sandbox.dll", "Nuka.Store.dll", "nuka"];
        IEnumerable<byte> digests = files.SelectMany(file => SHA256.HashData(File.ReadAllBytes(Path.Join(NukaProgram.DirectoryFor(account), file))));
        return Convert.ToHexStringLower(SHA256.HashData([.. digests]))[..16];
    }
}
