using System.Collections.Immutable;
using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.DotNet;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Go;
using Nuka.Projects.Discovery.Known;
using Nuka.Projects.Discovery.Npm;
using Nuka.Projects.Discovery.Php;
using Nuka.Projects.Discovery.Python;
using Nuka.Projects.Discovery.Ruby;
using Nuka.Projects.Discovery.Rust;

namespace Nuka.Projects.Discovery;

/// <summary>
/// Finds what a project needs of the system by reading its files, without running any of it. What tools have made (node_modules, build
/// directories) is left out here, so that the answer does not change by building; <see cref="ArtefactScanner"/> looks at that.
/// </summary>
public static class ProjectScanner
{
    /// <summary>Looks at a project.</summary>
    /// <param name="request">Which one, and for what command.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    public static async Task<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        DirectoryFiles files = new(request.ProjectDirectory);
        NeedSink sink = new(KnownRows.Own);
        if (files.Truncated)
        {
            sink.Notes.Add($"the project has more than {ScanLimits.Files} files or is very deep: the rest was not looked at");
        }

        FindC(files, sink);
        if (NpmFinder.Recognises(files))
        {
            await new NpmFinder(files, sink, request.NpmRegistry, request.Architecture).FindAsync(cancellationToken);
        }

        FindOthers(files, sink);
        ShebangFinder.Find(files, sink);
        if (sink.Ecosystems.Count == 0)
        {
            // Nothing here is built: what lies here is the program. Where something is built, binaries are its result.
            BinaryFinder.Find(files, sink, request.Architecture, NeedOrigin.Static);
        }

        CommandFinder.Find(files, request, sink);
        if (!request.Command.IsDefaultOrEmpty)
        {
            await CommandPackages.FindAsync(files, request, sink, cancellationToken);
        }

        return new ScanResult
        {
            Ecosystems = [.. sink.Ecosystems],
            Needs = [.. sink.Needs],
            Runtimes = [.. sink.Runtimes],
            Variables = sink.Variables.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Opened = [.. sink.Opened],
            Notes = [.. sink.Notes],
        };
    }

    private static void FindC(DirectoryFiles files, NeedSink sink)
    {
        bool built = false;
        if (CMakeFinder.Recognises(files))
        {
            new CMakeFinder(files, sink).Find();
            built = true;
        }

        if (MesonFinder.Recognises(files))
        {
            new MesonFinder(files, sink).Find();
            built = true;
        }

        if (AutotoolsFinder.Recognises(files))
        {
            new AutotoolsFinder(files, sink).Find();
            built = true;
        }

        if (MakeFinder.Recognises(files) && !built)
        {
            new MakeFinder(files, sink).Find();
        }

        IncludeFinder.Find(files, sink);
    }

    private static void FindOthers(DirectoryFiles files, NeedSink sink)
    {
        if (PythonFinder.Recognises(files))
        {
            new PythonFinder(files, sink).Find();
        }

        if (CargoFinder.Recognises(files))
        {
            new CargoFinder(files, sink).Find();
        }

        if (GoFinder.Recognises(files))
        {
            new GoFinder(files, sink).Find();
        }

        if (DotNetFinder.Recognises(files))
        {
            new DotNetFinder(files, sink).Find();
        }

        if (RubyFinder.Recognises(files))
        {
            new RubyFinder(files, sink).Find();
        }

        if (PhpFinder.Recognises(files))
        {
            new PhpFinder(files, sink).Find();
        }
    }
}
