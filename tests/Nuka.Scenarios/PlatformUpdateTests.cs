using System.Text.RegularExpressions;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>What <c>update</c> chooses anew for the platforms that a manifest states, and what it leaves.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed partial class PlatformUpdateTests : IDisposable
{
    private static readonly bool IsArm = SmallArchive.Architecture == "arm64";
    private static readonly string Here = IsArm ? "aarch64-linux" : "x86_64-linux";
    private static readonly string Other = IsArm ? "x86_64-linux" : "aarch64-linux";

    private readonly ArchiveStage stage;

    public PlatformUpdateTests(SigningKeys keys)
    {
        stage = new ArchiveStage(keys);
        stage.Archive.OtherPackages.AddRange(BasePackages.All.Select(package => new SmallPackage(package.Name) { Architecture = SmallArchive.OtherArchitecture }));
        Offer("1.0");
        stage.Stage.Write("project/eka.toml", $"[system]\npackages = [\"tool\"]\n\n[platforms]\n{Here} = {{}}\n{Other} = {{}}\n");
        stage.Demand("nuka -C project lock");
    }

    public void Dispose() => stage.Dispose();

    [Fact]
    public void Everything_is_chosen_anew_for_every_platform_and_what_changed_is_printed_with_its_platform()
    {
        Assert.Equal(("1.0", "1.0", "1.0"), (VersionOf("tool", Here), VersionOf("tool", Other), VersionOf("far", Other)));
        Offer("2.0");
        stage.Demand("nuka -C project lock");
        Assert.Equal(("1.0", "1.0", "1.0"), (VersionOf("tool", Here), VersionOf("tool", Other), VersionOf("far", Other)));
        string said = stage.Demand("nuka -C project update");
        Assert.Equal(("2.0", "2.0", "2.0"), (VersionOf("tool", Here), VersionOf("tool", Other), VersionOf("far", Other)));
        Assert.Equal(
            [$"+ deb:far 2.0 for {Other}", "+ deb:tool 2.0", $"+ deb:tool 2.0 for {Other}", $"- deb:far 1.0 for {Other}", "- deb:tool 1.0", $"- deb:tool 1.0 for {Other}"],
            said.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_package_that_is_locked_for_another_platform_alone_is_chosen_anew_and_the_others_stay()
    {
        Offer("2.0");
        stage.Demand("nuka -C project update far");
        Assert.Equal(("1.0", "1.0", "2.0"), (VersionOf("tool", Here), VersionOf("tool", Other), VersionOf("far", Other)));
    }

    [Fact]
    public void What_a_machine_of_the_other_platform_wrote_stays_where_the_same_packages_are_chosen()
    {
        string root = LockedRoot().Match(Lock).Groups[1].Value;
        Lock = OpenPlatform().Replace(Lock, $"$0root = \"{root}\"\nfinish = \"{root}\"\n");
        string isOther = $"arch = \"{SmallArchive.OtherArchitecture}\"";
        Lock = LockedPackage().Replace(Lock, match => match.Value.Contains(isOther, StringComparison.Ordinal) ? $"{match.Value}tree = \"{root}\"\n" : match.Value);
        string completed = Lock;
        stage.Demand("nuka -C project update");
        Assert.Equal(completed, Lock);
    }

    [Fact]
    public void A_package_of_a_platform_that_is_not_chosen_for_is_refused()
    {
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\"tool\"]\n");
        string said = stage.Refuse("nuka -C project update far", "cli/not-in-lock", exitCode: 1);
        Assert.Contains($"`far` for {Other} alone", said, StringComparison.Ordinal);
    }

    private string Lock
    {
        get => File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock"));
        set => File.WriteAllText(Path.Join(stage.Stage.Work, "project/eka.lock"), value);
    }

    // The packages of the other platform are fetched by nobody here. Its index is asked for again only when it is a day old, or gone.
    private void Offer(string version)
    {
        SmallPackage tool = ArchiveStage.Tool(version);
        stage.Archive.Packages.Add(tool);
        stage.Archive.OtherPackages.Add(tool with { Architecture = SmallArchive.OtherArchitecture, Fields = "Depends: far\n" });
        stage.Archive.OtherPackages.Add(new SmallPackage("far", version) { Architecture = SmallArchive.OtherArchitecture });
        stage.Archive.Publish();
        stage.Demand("rm -rf \"$NUKA_STATE/sources-v1/foreign\"; nuka source update");
    }

    private string VersionOf(string package, string platform)
    {
        string block = Lock.Split("[[environment.platform]]\n").Single(text => text.StartsWith($"name = \"{platform}\"", StringComparison.Ordinal));
        return Regex.Match(block, $"name = \"{package}\"\nversion = \"([^\"]+)\"").Groups[1].Value;
    }

    [GeneratedRegex("^root = \"(.+)\"$", RegexOptions.Multiline)]
    private static partial Regex LockedRoot();

    // Behind the platform's name and level the lock has its root, unless no machine of it was there yet.
    [GeneratedRegex("^cpu = \".+\"\n(?!root)", RegexOptions.Multiline)]
    private static partial Regex OpenPlatform();

    [GeneratedRegex(@"\[\[environment\.platform\.package\]\]\n(?:\w+ = .+\n)+")]
    private static partial Regex LockedPackage();
}
