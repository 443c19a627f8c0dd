using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// The caches that an environment's own programs make from what is installed. Each step runs only if its program and what it
/// reads are there, and sees nothing but these.
/// </summary>
/// <param name="root">The whole root; it must not change any more.</param>
/// <param name="store">The store that has its files.</param>
internal sealed partial class ToolSteps(JoinedRoot root, ContentStore store)
{
    /// <summary>Part of the layer's identity: raised whenever a step is changed.</summary>
    internal const string Identity = "tools/4";

    private const string Modules = "usr/lib/python3/dist-packages";

    /// <summary>The directory that compiled code goes to, beside its source.</summary>
    private const string CompiledName = "__pycache__";

    private readonly LibraryFinder libraries = new(root, store);

    /// <summary>The loader's cache, as a program that runs in the whole root.</summary>
    internal static BuildStep? Loader(JoinedRoot root) =>
        // -X: the links that belong to libraries are in their packages; making more would depend on what else is installed.
        First(root, "usr/sbin/ldconfig") is { } program ? Step("the loader's cache", program, "-X") : null;

    /// <summary>The loader's cache, by a program that sees libraries and the loader's configuration.</summary>
    internal IEnumerable<ToolStep> Loader()
    {
        if (Loader(root) is not { } step)
        {
            yield break;
        }

        ToolRoot part = Part(step.Arguments[0], "etc/ld.so.conf", "etc/ld.so.conf.d");
        foreach (string directory in libraries.Defaults.Concat(libraries.Configured))
        {
            foreach (string name in root.List(directory).Where(name => name.Contains(".so", StringComparison.Ordinal)))
            {
                part.AddFile($"{directory}/{name}");
            }

            part.AddTree($"{directory}/glibc-hwcaps");
        }

        yield return Whole(step, part);
    }

    /// <summary>The steps after the scripts.</summary>
    internal IEnumerable<ToolStep> Caches(IEnumerable<string> bytecodeDirectories) => [.. Glib(), .. Desktop(), .. Python(bytecodeDirectories)];

    private IEnumerable<ToolStep> Glib()
    {
        const string Schemas = "usr/share/glib-2.0/schemas";
        if (root.List(Schemas).Any(name => name.EndsWith(".xml", StringComparison.Ordinal)) && Library("glib-2.0/glib-compile-schemas") is { } schemas)
        {
            yield return Whole(Step("settings schemas", schemas, "/" + Schemas), Part(schemas, Schemas));
        }

        foreach (string directory in ArchitectureDirectories().Where(directory => root.List($"{directory}/gio/modules").Count > 0))
        {
            if (Library("glib-2.0/gio-querymodules") is { } modules)
            {
                yield return Whole(Step("modules of GIO", modules, $"/{directory}/gio/modules"), Part(modules, $"{directory}/gio/modules"));
            }
        }

        foreach (string directory in ArchitectureDirectories())
        {
            string place = $"{directory}/gdk-pixbuf-2.0/2.10.0";
            string[] loaders = [.. root.List($"{place}/loaders").Where(name => name.EndsWith(".so", StringComparison.Ordinal))];
            if (First(root, $"{directory}/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders") is { } query && root.Exists("usr/bin/sh"))
            {
                // The program's own --update-cache lists the loaders in the order of the file system.
                ToolRoot part = Part(query, $"{place}/loaders", $"{place}/loaders.cache");
                part.AddProgram("usr/bin/sh");
                part.AddDirectory(place);
                yield return Whole(
                    Step("loaders of pictures", "/usr/bin/sh", ["-c", "exec \"$@\" >\"$0\"", $"/{place}/loaders.cache", query, .. loaders.Select(name => $"/{place}/loaders/{name}")]), part);
            }
        }
    }

    private IEnumerable<ToolStep> Desktop()
    {
        if (root.List("usr/share/mime/packages").Count > 0 && First(root, "usr/bin/update-mime-database") is { } mime)
        {
            yield return Whole(Step("the MIME database", mime, "/usr/share/mime"), Part(mime, "usr/share/mime"));
        }

        if (root.List("usr/share/applications").Count > 0 && First(root, "usr/bin/update-desktop-database") is { } desktop)
        {
            yield return Whole(Step("the database of applications", desktop, "-q", "/usr/share/applications"), Part(desktop, "usr/share/applications"));
        }

        foreach (string theme in root.List("usr/share/icons").Where(theme => root.Has($"usr/share/icons/{theme}/index.theme")))
        {
            if (First(root, "usr/bin/gtk-update-icon-cache", "usr/sbin/update-icon-caches") is { } icons && icons.EndsWith("-cache", StringComparison.Ordinal))
            {
                yield return Whole(Step($"the icons of {theme}", icons, "-f", "-q", $"/usr/share/icons/{theme}"), Part(icons, $"usr/share/icons/{theme}"));
            }
        }

        if (root.Has("usr/share/fonts") && First(root, "usr/bin/fc-cache") is { } fonts)
        {
            yield return Whole(Step("the font cache", fonts, "-s", "-f"), Fonts(fonts));
        }
    }

    /// <summary>Besides the usual places, fonts are where the configuration says.</summary>
    private ToolRoot Fonts(string program)
    {
        ToolRoot part = Part(program, "etc/fonts", "usr/share/fontconfig", "usr/share/fonts", "usr/local/share/fonts", "usr/share/xml/fontconfig");
        part.AddDirectory("var/cache/fontconfig");
        foreach (string file in root.Files("etc/fonts").Where(file => file.EndsWith(".conf", StringComparison.Ordinal)).ToArray())
        {
            foreach (Match match in FontDirectory().Matches(root.ReadText(file)))
            {
                part.AddTree(match.Groups[1].Value.Trim('/'));
            }
        }

        return part;
    }

    private IEnumerable<ToolStep> Python(IEnumerable<string> bytecodeDirectories)
    {
        string[] named = [.. bytecodeDirectories.Where(MayHoldUnits).Append(Modules).Where(directory => root.List(directory).Count > 0)
            .Order(StringComparer.Ordinal).Distinct()];
        string[] shared = [.. named.Where(directory => !Array.Exists(named, other => directory.StartsWith(other + "/", StringComparison.Ordinal)))];
        foreach (string version in root.List("usr/bin").Where(name => Interpreter().IsMatch(name) && root.Has($"usr/lib/{name}/os.py")))
        {
            ToolRoot part = Part($"usr/bin/{version}", $"usr/lib/{version}");
            yield return Whole(Bytecode($"usr/lib/{version}", version, $"/usr/lib/{version}"), part);
            ImmutableArray<ToolUnit> units = [.. shared.SelectMany(Units)];
            if (units.Length > 0)
            {
                yield return ToolStep.OfUnits(Bytecode("modules of packages", version), part, units);
            }
        }
    }

    /// <summary>
    /// What is compiled together: a package's directory with everything below it, or one file. Nothing of the others is read for it. Where
    /// compiled code of single files goes is a unit of nobody.
    /// </summary>
    private IEnumerable<ToolUnit> Units(string directory)
    {
        foreach (string name in root.List(directory).Where(name => name != CompiledName))
        {
            string path = $"{directory}/{name}";
            ToolRoot input = ToolRoot.Bare(root, libraries);
            input.AddOwn(path, file => file.EndsWith(".py", StringComparison.Ordinal) && !IsCompiled(file));
            if (input.IsEmpty)
            {
                continue;
            }

            yield return new ToolUnit(path, input, root.TryGet(path) is null ? made => made.StartsWith(path + "/", StringComparison.Ordinal) : IsCodeOf(directory, name));
        }
    }

    /// <summary>What is compiled of a single file, whose name ends in <c>.py</c>: the same name with the interpreter's before the ending.</summary>
    private static Predicate<string> IsCodeOf(string directory, string name)
    {
        string compiled = $"{directory}/{CompiledName}/{name[..^"py".Length]}";
        return made => made.StartsWith(compiled, StringComparison.Ordinal) && made.IndexOf('.', compiled.Length) == made.Length - "pyc".Length - 1;
    }

    /// <summary>
    /// Whether what stands in a directory can be nothing that an interpreter looks for to start: <c>usr/lib/python311.zip</c>,
    /// <c>usr/bin/lib/python3.11</c>. Scripts name directories as they please.
    /// </summary>
    private static bool MayHoldUnits(string directory)
    {
        string[] names = directory.Split('/');
        bool isPlain = !Array.Exists(names, name => name is "" or "." or ".." or CompiledName);
        return isPlain && (names is ["usr", "share", _, ..] or ["usr", "lib", "python3", _, ..]
            || (names is ["usr", "lib", string first, ..] && !first.StartsWith("python", StringComparison.Ordinal)));
    }

    private static bool IsCompiled(string path) => path.Contains($"/{CompiledName}/", StringComparison.Ordinal);

    // -S and -I: nothing of what is compiled is imported.
    private static BuildStep Bytecode(string what, string version, params string[] directories) =>
        Step($"bytecode of {what}", $"/usr/bin/{version}", ["-I", "-S", "-W", "ignore", "-c", BytecodeCompiler.Program, .. directories]);

    private ToolStep Whole(BuildStep step, ToolRoot part) => ToolStep.Whole(step, part, ToolRoot.Bare(root, libraries));

    private ToolRoot Part(string program, params string[] trees)
    {
        ToolRoot part = new(root, libraries);
        part.AddProgram(program.TrimStart('/'));
        foreach (string tree in trees)
        {
            part.AddTree(tree);
        }

        return part;
    }

    private static BuildStep Step(string name, string program, params string[] arguments) => new(name, [program, .. arguments], []) { Beside = true };

    private static string? First(JoinedRoot root, params string[] paths) =>
        paths.Where(root.Exists).Select(path => "/" + path).FirstOrDefault();

    private IEnumerable<string> ArchitectureDirectories() =>
        root.List("usr/lib").Where(name => name.EndsWith("-linux-gnu", StringComparison.Ordinal) || name.EndsWith("-linux-gnueabihf", StringComparison.Ordinal))
            .Select(name => $"usr/lib/{name}");

    private string? Library(string path) => First(root, [.. ArchitectureDirectories().Select(directory => $"{directory}/{path}")]);

    [GeneratedRegex(@"^python3\.\d+$")]
    private static partial Regex Interpreter();

    [GeneratedRegex(@"<dir[^>]*>\s*(/[^<]+?)\s*</dir>")]
    private static partial Regex FontDirectory();
}
