using System.Collections.Immutable;
using System.Xml.Linq;

namespace Nuka.Architecture.Tests;

/// <summary>The rooms know each other in one direction only: a later one may call an earlier one.</summary>
public sealed class RoomTests
{
    // Each room with the rooms that its project file may name. What those name is reachable too.
    private static readonly ImmutableDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Nuka.Platform"] = [],
        ["Nuka.Content"] = ["Nuka.Platform"],
        ["Nuka.Formats"] = ["Nuka.Platform"],
        ["Nuka.Store"] = ["Nuka.Content"],
        ["Nuka.Trust"] = ["Nuka.Store", "Nuka.Formats"],
        ["Nuka.Sandbox"] = ["Nuka.Platform", "Nuka.Content"],
        ["Nuka.Solve"] = ["Nuka.Formats"],
        ["Nuka.Graft"] = ["Nuka.Store", "Nuka.Solve", "Nuka.Sandbox"],
        ["Nuka.Environments"] = ["Nuka.Graft"],
        ["Nuka.Packages"] = ["Nuka.Graft", "Nuka.Environments"],
        ["Nuka.Build"] = ["Nuka.Packages", "Nuka.Environments", "Nuka.Trust"],
        ["Nuka.Projects"] = ["Nuka.Environments"],
        ["Nuka.Cli"] = ["Nuka.Projects", "Nuka.Packages", "Nuka.Build"],
    }.ToImmutableDictionary();

    public static TheoryData<string> Projects =>
        [.. CheckoutFiles.All.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_names_only_the_rooms_before_it(string project)
    {
        string room = Path.GetFileNameWithoutExtension(project);
        if (!room.StartsWith("Nuka.", StringComparison.Ordinal))
        {
            // The launcher's compiler project only fetches a compiler; it holds no code.
            Assert.Empty(References(project));
            return;
        }

        Assert.True(Allowed.ContainsKey(room), $"{room} is a new room: give it its place in this table and in docs/concepts/rooms.md");
        Assert.All(References(project), reference => Assert.Contains(reference, Allowed[room]));
    }

    [Fact]
    public void Every_room_has_its_tests() => Findings.None(
        Allowed.Keys.Where(room => !CheckoutFiles.All.Contains($"tests/{room}.Tests/{room}.Tests.csproj"))
            .Select(room => $"{room} has no tests/{room}.Tests"));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Checkout.Read("nuka.slnx");
        Findings.None(CheckoutFiles.All
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && Path.GetFileName(file).StartsWith("Nuka.", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("bench/", StringComparison.Ordinal) && !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Split('/')[^1]));
}
