using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Images;

/// <summary>What an image of built packages is: the runtime below, what they need to run, and they themselves.</summary>
public static class PackageImage
{
    private const string Shell = "/bin/sh";

    /// <summary>Before the name: on this machine, by the convention of engines, so that none looks for the image in a registry.</summary>
    public const string Local = "localhost/";

    /// <summary>Puts it together.</summary>
    /// <param name="packages">The packages, at least one; the image is named after the first.</param>
    /// <param name="label">The runtime's name: <c>base@1</c>.</param>
    /// <param name="runtime">The runtime.</param>
    /// <param name="store">The store that has the trees.</param>
    /// <param name="architecture">The architecture of all of them: <c>amd64</c>.</param>
    /// <param name="program">What the image starts; if none is named, the program that is called as its only package, else a shell.</param>
    /// <exception cref="NukaException">
    /// <c>environments/two-owners</c>: two of the packages, or what they need, have a path or a library in common; <c>build/no-such-program</c>.
    /// </exception>
    public static ImageContent Of(IReadOnlyList<BuiltPackage> packages, string label, RealisedRuntime runtime, ContentStore store, string architecture, string? program)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(store);
        HashSet<Digest> known = [.. runtime.Layers.Select(layer => layer.Tree)];
        OwnedTree[] trees = [.. packages.SelectMany(one => one.RunClosureOf([.. one.Package.RunOutputs]).Concat(one.RunTrees)).Where(tree => known.Add(tree.Tree))];
        BuildRoot.RequireOneOwner(runtime, trees, store);
        BuiltPackage first = packages[0];
        string? start = Start(packages, program, [runtime.Joined, .. trees.Select(tree => tree.Tree)], store);
        return new ImageContent
        {
            Layers = ImageLayers.Of(new OwnedTree($"runtime {label}", runtime.Joined), trees),
            Architecture = architecture,
            Name = Local + first.Package.Name,
            Tag = TagOf(first.Package.Version),
            Entrypoint = start is null ? [] : [start],
            Command = start is null ? [Shell] : [],
            Environment = Variables,
            Labels = Labels(packages),
        };
    }

    /// <summary>The variables of every image.</summary>
    public static ImmutableSortedDictionary<string, string> Variables { get; } = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, string> { ["LANG"] = "C.UTF-8", ["PATH"] = "/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin" });

    /// <summary>A text as a tag: what may not stand in one becomes <c>-</c>.</summary>
    /// <param name="text">The text.</param>
    public static string TagOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string tag = string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '-')).TrimStart('.', '-');
        return tag.Length == 0 ? "latest" : tag[..Math.Min(tag.Length, 128)];
    }

    private static string? Start(IReadOnlyList<BuiltPackage> packages, string? program, ImmutableArray<Digest> trees, ContentStore store)
    {
        string name = program ?? packages[0].Package.Name;
        string[] places = name.StartsWith('/') ? [name[1..]] : [$"usr/bin/{name}", $"usr/sbin/{name}"];
        string? found = Path.EndsInDirectorySeparator(name) ? null : places.FirstOrDefault(place => SystemPlaces.IsThere(store, trees, place));
        if (found is null && program is not null)
        {
            throw new Problem("build/no-such-program", $"the image would have no program `{program}`")
            {
                Reasons = [$"looked for {string.Join(" and ", places.Select(place => "/" + place))}"],
                Hints = ["name a program of one of the packages, or an absolute path"],
            }.ToException();
        }

        return found is not null && (program is not null || packages.Count == 1) ? "/" + found : null;
    }

    private static ImmutableSortedDictionary<string, string> Labels(IReadOnlyList<BuiltPackage> packages)
    {
        ImmutableSortedDictionary<string, string>.Builder labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        labels["org.opencontainers.image.title"] = string.Join(", ", packages.Select(one => one.Package.Name));
        labels["org.opencontainers.image.version"] = packages[0].Package.Version;
        foreach (BuiltPackage one in packages)
        {
            labels[$"nuka.{one.Package.Name}.pid"] = one.Package.Pid.ToString();
            labels[$"nuka.{one.Package.Name}.version"] = one.Package.Version;
            foreach ((string output, Digest tree) in one.Outputs.Where(output => one.Package.RunOutputs.Contains(output.Output)))
            {
                labels[$"nuka.{one.Package.Name}.cid.{output}"] = Cid.OfTree(tree).ToString();
            }
        }

        return labels.ToImmutable();
    }
}
