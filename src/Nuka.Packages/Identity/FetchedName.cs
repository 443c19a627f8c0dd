using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Packages.Identity;

/// <summary>The name that a fetched file has in the build, if it is not unpacked: the last part of its address.</summary>
internal static class FetchedName
{
    /// <summary>Finds it.</summary>
    /// <param name="address">An address, of a kind that <c>fetch</c> takes.</param>
    /// <returns><see langword="null"/> if the address ends in nothing that could be a file's name.</returns>
    internal static string? Of(string address)
    {
        string name = address.StartsWith("npm:", StringComparison.Ordinal) ? OfNpm(address["npm:".Length..])
            : address.StartsWith("nuget:", StringComparison.Ordinal) ? OfNuGet(address["nuget:".Length..])
            : address.StartsWith("debian:", StringComparison.Ordinal) ? LastPart(address["debian:".Length..])
            : Uri.UnescapeDataString(LastPart(new Uri(address).AbsolutePath));
        return FileName.IsValid(Encoding.UTF8.GetBytes(name)) && !name.Any(char.IsControl) ? name : null;
    }

    /// <summary>As a registry calls it: <c>@scope/name@1.2.3</c> is <c>name-1.2.3.tgz</c>.</summary>
    private static string OfNpm(string package)
    {
        string last = LastPart(package);
        int at = last.LastIndexOf('@');
        return at <= 0 ? "" : $"{last[..at]}-{last[(at + 1)..]}.tgz";
    }

    /// <summary>As its sources call it: <c>Mono.Cecil@0.11.6</c> is <c>mono.cecil.0.11.6.nupkg</c>.</summary>
    private static string OfNuGet(string package) =>
        package.Split('@') is [{ Length: > 0 } name, { Length: > 0 } version] ? $"{name}.{version}.nupkg".ToLowerInvariant() : "";

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
