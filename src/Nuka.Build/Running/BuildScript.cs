using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;

namespace Nuka.Build.Running;

/// <summary>The Nushell script that runs a build step: the step's text as it was written, called with its three parameters.</summary>
internal static class BuildScript
{
    /// <summary>Writes it.</summary>
    /// <param name="package">The package.</param>
    /// <param name="sources">How many sources it has.</param>
    /// <param name="limits">What it may take.</param>
    internal static string Of(PackageIr package, int sources, BuildLimits limits)
    {
        NuonRecord packages = new([.. package.Links.Where(link => link.Role != PackageRole.Run).Select(link => link.Package.Name)
            .Concat(package.Grafts.Where(link => link.Role != PackageRole.Run).Select(link => link.Name)).Distinct()
            .Select(name => new NuonField(name, new NuonString("/usr")))]);
        NuonValue[] places = [.. BuildPlaces.Sources(sources).Select(name => new NuonString($"{BuildPlaces.Work}/{name}"))];
        NuonValue source = places.Length == 1 ? places[0] : new NuonList([.. places]);
        StringBuilder script = new("use steps *\n");
        if (limits.MemoryBytes > 0)
        {
            script.Append("ulimit -v ").Append(limits.MemoryBytes >> 10).Append('\n');
        }

        return script
            .Append("let pkgs = ").Append(Canonical(packages)).Append('\n')
            .Append("let src = ").Append(Canonical(source)).Append('\n')
            .Append("let args = ").Append(Canonical(package.Arguments)).Append('\n')
            .Append("do ").Append(package.Build).Append(" $pkgs $src $args\n").ToString();
    }

    private static string Canonical(NuonValue value) => Encoding.UTF8.GetString(NuonText.WriteCanonical(value));
}
