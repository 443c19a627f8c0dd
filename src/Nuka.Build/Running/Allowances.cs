using System.Collections.Immutable;
using Nuka.Build.Outputs;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;

namespace Nuka.Build.Running;

/// <summary>Reads what a package says may be in its outputs (<c>derivation --allow</c>).</summary>
internal static class Allowances
{
    /// <summary>Reads it; its form was checked when the package was evaluated.</summary>
    /// <param name="package">The package.</param>
    internal static OutputAllowances Of(PackageIr package)
    {
        NuonRecord allow = package.Allow;
        return new OutputAllowances
        {
            Leaks = Pairs(allow, "leaks"),
            References = Pairs(allow, "references"),
            Dispatches = allow.TryGet("dispatches", out NuonValue? patterns) ? [.. ((NuonList)patterns).Items.Select(one => ((NuonString)one).Value)] : [],
        };
    }

    private static ImmutableArray<(string What, string Reason)> Pairs(NuonRecord allow, string name) =>
        allow.TryGet(name, out NuonValue? value) ? [.. ((NuonRecord)value).Fields.Select(field => (field.Name, ((NuonString)field.Value).Value))] : [];
}
