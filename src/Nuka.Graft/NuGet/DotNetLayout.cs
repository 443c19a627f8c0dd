using System.Text;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;

namespace Nuka.Graft.NuGet;

/// <summary>
/// Where the files of a runtime's package stand in a root, so that <c>dotnet</c> and programs of their own find them: documentation of .NET,
/// "Install location of .NET" (designs/install-locations) and the layout of a shared framework.
/// </summary>
public sealed class DotNetLayout
{
    /// <summary>The directory of everything.</summary>
    public const string Root = "usr/lib/dotnet";

    /// <summary>The package of the runtime itself; the machine in NuGet's words follows.</summary>
    public const string RuntimePackage = "Microsoft.NETCore.App.Runtime.linux-";

    /// <summary>The package of ASP.NET Core; the machine in NuGet's words follows.</summary>
    public const string AspNetPackage = "Microsoft.AspNetCore.App.Runtime.linux-";

    /// <summary>Who signs these packages: the subject of the certificates that Microsoft publishes as those of its packages.</summary>
    public const string Author = "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US";

    private static readonly string[] Rights = ["LICENSE.TXT", "THIRD-PARTY-NOTICES.TXT"];

    private readonly string platform;
    private readonly string framework;
    private readonly string version;

    /// <summary>The layout of a package.</summary>
    /// <param name="package">Its name: one of the two above.</param>
    /// <param name="version">Its version, which is the framework's.</param>
    /// <exception cref="NukaException"><c>graft/bad-package</c>: it is no package of a runtime, or for a machine that nuka does not run on.</exception>
    public DotNetLayout(string package, string version)
    {
        ArgumentNullException.ThrowIfNull(package);
        IsRuntime = package.StartsWith(RuntimePackage, StringComparison.OrdinalIgnoreCase);
        if (!IsRuntime && !package.StartsWith(AspNetPackage, StringComparison.OrdinalIgnoreCase))
        {
            throw GraftProblem.BadPackage($"{package} is no package of a runtime");
        }

        framework = IsRuntime ? "Microsoft.NETCore.App" : "Microsoft.AspNetCore.App";
        Architecture = package[(IsRuntime ? RuntimePackage : AspNetPackage).Length..];
        if (!DotNetMuxer.Machines.Contains(Architecture))
        {
            throw GraftProblem.BadPackage($"{package} is for another machine than {string.Join(" and ", DotNetMuxer.Machines)}");
        }

        platform = $"linux-{Architecture}";
        this.version = version;
    }

    /// <summary>Whether it is the runtime itself, which brings the program too.</summary>
    public bool IsRuntime { get; }

    /// <summary>The machine in NuGet's words: <c>x64</c>.</summary>
    public string Architecture { get; }

    /// <summary>Where a file of the package stands.</summary>
    /// <param name="path">Its path in the package.</param>
    /// <returns><see langword="null"/> if a root does not need it.</returns>
    public string? Place(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        if (parts is [var only] && Rights.Contains(only, StringComparer.OrdinalIgnoreCase))
        {
            return $"{Root}/shared/{framework}/{version}/{only}";
        }

        // runtimes/PLATFORM/lib/FRAMEWORK/NAME and runtimes/PLATFORM/native/NAME; a culture's resources have a directory more.
        if (parts.Length < 4 || parts[0] != "runtimes" || parts[1] != platform)
        {
            return null;
        }

        return parts[2] switch
        {
            "native" when parts[3..] is ["libhostfxr.so"] => $"{Root}/host/fxr/{version}/libhostfxr.so",
            "native" => $"{Root}/shared/{framework}/{version}/{string.Join('/', parts[3..])}",
            "lib" when parts.Length > 4 => $"{Root}/shared/{framework}/{version}/{string.Join('/', parts[4..])}",
            _ => null,
        };
    }

    /// <summary>Whether a file of the package is a program: the archive does not say it.</summary>
    /// <param name="path">Its path in the package.</param>
    public static bool IsProgram(string path) => path is not null && path.EndsWith("/createdump", StringComparison.Ordinal);

    /// <summary>What the package lacks and a root needs: the program <c>dotnet</c>, and the file that tells a project's own programs where the runtime is.</summary>
    /// <returns>Paths with their bytes; nothing for a package that stands on the runtime.</returns>
    public IEnumerable<(string Path, byte[] Content, bool IsProgram)> Additions() => IsRuntime
        ?
        [
            ($"{Root}/dotnet", DotNetMuxer.Make(Architecture, version), true),
            ($"etc/dotnet/install_location_{Architecture}", Encoding.ASCII.GetBytes($"/{Root}\n"), false),
            ("etc/dotnet/install_location", Encoding.ASCII.GetBytes($"/{Root}\n"), false),
        ]
        : [];
}
