using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Nuka.Architecture.Tests;

/// <summary>Law 2: a room never prints, never reads the environment, the home directory or the clock by itself.</summary>
public sealed class PurityTests
{
    // TYPE or TYPE::MEMBER, and what to take instead.
    private static readonly ImmutableDictionary<string, string> Forbidden = new Dictionary<string, string>
    {
        ["System.Console"] = "return values, or report to an IProgressSink",
        ["System.Environment::GetEnvironmentVariable"] = "take the variables as a parameter",
        ["System.Environment::GetEnvironmentVariables"] = "take the variables as a parameter",
        ["System.Environment::SetEnvironmentVariable"] = "give a process its own variables",
        ["System.Environment::ExpandEnvironmentVariables"] = "take the variables as a parameter",
        ["System.Environment::GetFolderPath"] = "take the directory as a parameter",
        ["System.Environment::get_CurrentDirectory"] = "take the directory as a parameter",
        ["System.Environment::set_CurrentDirectory"] = "work with absolute paths",
        ["System.IO.Directory::GetCurrentDirectory"] = "take the directory as a parameter",
        ["System.IO.Directory::SetCurrentDirectory"] = "work with absolute paths",
        ["System.IO.Path::GetTempPath"] = "write aside inside the state directory",
        ["System.IO.Path::GetTempFileName"] = "write aside inside the state directory",
        ["System.DateTime::get_Now"] = "take a TimeProvider",
        ["System.DateTime::get_UtcNow"] = "take a TimeProvider",
        ["System.DateTime::get_Today"] = "take a TimeProvider",
        ["System.DateTimeOffset::get_Now"] = "take a TimeProvider",
        ["System.DateTimeOffset::get_UtcNow"] = "take a TimeProvider",
        ["System.TimeProvider::get_System"] = "take a TimeProvider",
    }.ToImmutableDictionary();

    public static TheoryData<string> Rooms => [.. RoomBinary.Names.Where(name => name != "nuka-cli")];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_asks_nobody_but_its_caller(string room)
    {
        using RoomBinary binary = RoomBinary.Open(room);
        Findings.None(MembersUsed(binary.Metadata).Distinct().Select(member => Judge(room, member)).OfType<string>());
    }

    [Fact]
    public void The_command_line_does_ask_so_this_test_can_see_it()
    {
        using RoomBinary binary = RoomBinary.Open("nuka-cli");
        Assert.Contains(("System.Environment", "GetEnvironmentVariables"), MembersUsed(binary.Metadata));
        Assert.Contains(MembersUsed(binary.Metadata), member => member.Type == "System.Console");
    }

    private static string? Judge(string room, (string Type, string Member) used)
    {
        string member = $"{used.Type}::{used.Member}";
        string? instead = Forbidden.GetValueOrDefault(used.Type) ?? Forbidden.GetValueOrDefault(member);
        return instead is null ? null : $"{room} uses {member}: {instead}";
    }

    private static IEnumerable<(string Type, string Member)> MembersUsed(MetadataReader metadata)
    {
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                yield return ($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", metadata.GetString(member.Name));
            }
        }
    }
}
