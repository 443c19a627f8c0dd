using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Formats.Versions;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Answers;

/// <summary>Finds the package that answers a need: the table of answers first, then the archives' lists of contents.</summary>
/// <param name="packages">The packages that can be had.</param>
/// <param name="contents">Which package holds a file.</param>
/// <param name="environment">Packages that are there in any case: of several with one program, one of these is taken.</param>
public sealed class NeedResolver(PackageIndex packages, ContentsIndex contents, IEnumerable<string>? environment = null)
{
    private readonly HashSet<string> present = new(environment ?? [], StringComparer.Ordinal);
    private readonly AnswerTable table = AnswerTable.Own;
    private readonly Dictionary<string, string?> known = new(StringComparer.Ordinal);

    /// <summary>The package for one need.</summary>
    /// <param name="need">The need.</param>
    /// <returns>Its name, or <see langword="null"/>.</returns>
    public string? Find(Need need)
    {
        ArgumentNullException.ThrowIfNull(need);
        if (!known.TryGetValue(need.Key, out string? package))
        {
            package = table.Find(need.Key).FirstOrDefault(packages.Contains) ?? LookUp(need);
            known[need.Key] = package;
        }

        return package;
    }

    /// <summary>The packages for all needs of a project.</summary>
    /// <param name="needs">The needs.</param>
    /// <exception cref="NukaException"><c>projects/nothing-answers</c>: nobody can bring what the command or the manifest names.</exception>
    public NeedAnswers FindAll(IEnumerable<Need> needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        List<LockedNeed> answered = [];
        List<string> notes = [];
        ImmutableArray<Need> all = [.. needs];
        // What has one answer only comes first, whatever the order of needs: it decides between the packages of a program that several have.
        present.UnionWith(all.Where(need => need.Kind != NeedKind.Program || HasOneAnswer(need)).Select(Find).OfType<string>());
        foreach (Need need in all)
        {
            string? package = Find(need);
            answered.Add(new LockedNeed(need, package));
            bool named = need.Origin is NeedOrigin.Command or NeedOrigin.Manifest && need.Kind is NeedKind.Program or NeedKind.Package;
            if (package is null && named && !need.Optional)
            {
                throw Nothing(need);
            }

            if (package is null && !need.Optional)
            {
                notes.Add($"no archive has {need.Key}, which {need.Evidence.File}{(need.Evidence.Line > 0 ? $":{need.Evidence.Line}" : "")} asks for");
            }
        }

        return new NeedAnswers(
            [.. answered], [.. answered.Select(a => a.Package).OfType<string>().Distinct().Order(StringComparer.Ordinal)], [.. notes.Distinct()]);
    }

    private string? LookUp(Need need) => need.Kind switch
    {
        NeedKind.Program => FindProgram(need.Name),
        NeedKind.PkgConfig => First(contents.FindPkgConfig(need.Name)),
        NeedKind.Header => First(contents.FindHeader(need.Name).Where(c => IsIncludePath(c, need.Name))),
        NeedKind.SharedLibrary => First(contents.FindSoname(need.Name).Where(c => IsLinkerPath(c.Path))),
        NeedKind.LinkLibrary => First(contents.FindLinkLibrary(need.Name).Where(c => IsLinkerPath(c.Path))),
        NeedKind.CMakePackage => First(contents.FindCMakePackage(need.Name).Where(c => !IsFindModule(c.Path))),
        NeedKind.PythonModule => First(contents.FindPythonModule(need.Name).Where(c => IsPythonLibrary(c.Package))),
        NeedKind.File => First(contents.FindPath(need.Name)),
        _ => FindPackage(need.Name),
    };

    private bool HasOneAnswer(Need need) => table.Find(need.Key).Any(packages.Contains) || Holders(need.Name).Length < 2;

    private ImmutableArray<string> Holders(string program) => [.. contents.FindProgram(program).Select(c => c.Package).Where(packages.Contains)];

    /// <summary>
    /// The package of a program. Of several, one that is there anyway, since two of them seldom stand in one root; then the one with the program's
    /// own name, if it has the program or brings a package that has it; then what is ranked first.
    /// </summary>
    private string? FindProgram(string name)
    {
        ImmutableArray<string> holders = Holders(name);
        // A program that only a maintainer script links to its place is in no list of contents; its package mostly has its name.
        bool named = packages.Contains(name) && (holders.IsEmpty || holders.Contains(name) || Requires(name, holders));
        return holders.FirstOrDefault(present.Contains) ?? (named ? name : holders.FirstOrDefault());
    }

    private bool Requires(string package, ImmutableArray<string> others)
    {
        PackageRecord record = PackageIndex.Newest(packages.Find(package));
        return RelationGroup.ParseField($"{record.PreDepends},{record.Depends}")
            .Any(group => group.Alternatives.Any(relation => others.Contains(relation.Name, StringComparer.Ordinal)));
    }

    /// <summary>What is ranked first, if the package lists know it: Contents may be newer or wider than they are.</summary>
    private string? First(IEnumerable<ContentsCandidate> candidates) => candidates.FirstOrDefault(c => packages.Contains(c.Package))?.Package;

    // A module that only knows how to look for something does not bring it.
    private static bool IsFindModule(string path) => Path.GetFileName(path).StartsWith("Find", StringComparison.Ordinal);

    // Applications keep plugins of common names (`librsvg.so`) in directories of their own, where no linker looks: `usr/lib` and
    // `usr/lib/<triplet>` are its directories.
    private static bool IsLinkerPath(string path)
    {
        string[] parts = path.Split('/');
        int lib = parts[0] == "usr" ? 1 : 0;
        return parts.Length > lib && parts[lib] is "lib" or "lib64" && (parts.Length == lib + 2 || (parts.Length == lib + 3 && parts[lib + 1].Contains("-linux-", StringComparison.Ordinal)));
    }

    // A compiler looks in `usr/include` and in its triplet's directory, and where a library's own options send it: mostly in one more directory,
    // or one with the name of its module. Others, and those of applications, hold headers of common names (`Messenger.h`) that nobody outside includes.
    private bool IsIncludePath(ContentsCandidate candidate, string header)
    {
        string directory = candidate.Path[..^(header.Length + 1)];
        if (!directory.StartsWith("usr/include/", StringComparison.Ordinal))
        {
            return true;
        }

        string[] inner = directory.Split('/')[2..];
        inner = inner[0].Contains("-linux-", StringComparison.Ordinal) ? inner[1..] : inner;
        bool near = inner.Length == 0 || (inner.Length == 1 && candidate.Package.StartsWith("lib", StringComparison.Ordinal));
        return near || IsLibrary(inner[^1], candidate.Package);
    }

    /// <summary>Whether a package's directory of headers is one that its modules of pkg-config are named after, as <c>cairo</c> and <c>SDL2</c> are.</summary>
    private bool IsLibrary(string directory, string package) =>
        directory.StartsWith("qt", StringComparison.Ordinal) || directory.StartsWith("wx", StringComparison.Ordinal)
        || ((string[])[directory, directory.ToLowerInvariant(), $"lib{directory}", directory.TrimEnd("0123456789.-".ToCharArray())])
            .Any(module => contents.FindPkgConfig(module).Any(found => found.Package == package));

    // Applications keep modules of common names (`utils`) among the libraries: only a package that is a library may answer an import.
    private static bool IsPythonLibrary(string package) =>
        package.StartsWith("python3-", StringComparison.Ordinal) || package.EndsWith("-python3", StringComparison.Ordinal) || package == "cython3" || package == "meson";

    /// <summary>A package by its name; a star stands for the number in it, and the highest one is taken.</summary>
    private string? FindPackage(string name)
    {
        if (!name.Contains('*', StringComparison.Ordinal))
        {
            return packages.Contains(name) || packages.FindProviders(name).Count > 0 ? name : null;
        }

        Regex pattern = new("^" + Regex.Escape(name).Replace("\\*", "([0-9.]+)", StringComparison.Ordinal) + "\\z", RegexOptions.CultureInvariant);
        return packages.All().Select(record => record.Name).Distinct().Where(candidate => pattern.IsMatch(candidate))
            .MaxBy(candidate => DottedVersion.TryParse(pattern.Match(candidate).Groups[1].Value.TrimEnd('.'), out DottedVersion? number) ? number : null,
                Comparer<DottedVersion?>.Create((a, b) => a is null ? b is null ? 0 : -1 : a.CompareTo(b)));
    }

    private NukaException Nothing(Need need)
    {
        string what = need.Kind == NeedKind.Program ? "program" : need.Kind == NeedKind.Package ? "package" : "thing";
        string? near = need.Kind == NeedKind.Package
            ? Similarity.Nearest(need.Name, packages.All().Select(record => record.Name).Where(name => name[0] == need.Name[0]).Distinct()) : null;
        return new Problem("projects/nothing-answers", $"no archive has a {what} named `{need.Name}`")
        {
            Reasons = [need.Origin == NeedOrigin.Command ? "the command names it" : $"asked: {need.Evidence.Token} ({need.Evidence.File})"],
            Hints = [near is null ? $"try: nuka search {need.Name}" : $"did you mean `{near}`?"],
        }.ToException();
    }
}
