using System.Text.RegularExpressions;

namespace Nuka.Graft.Finish;

/// <summary>
/// The caches that an environment's own programs make from what is installed. Each step runs only if its program and what it
/// reads are there. Order: the loader's cache first, since the others are dynamic programs.
/// </summary>
internal static partial class ToolSteps
{
    /// <summary>Part of the layer's identity: raised whenever a step is changed.</summary>
    internal const string Identity = "tools/1";

    /// <summary>The first step: before any script runs.</summary>
    internal static IEnumerable<BuildStep> Loader(JoinedRoot root)
    {
        string? program = First(root, "usr/sbin/ldconfig");
        if (program is not null)
        {
            // -X: the links that belong to libraries are in their packages; making more would depend on what else is installed.
            yield return Step("the loader's cache", program, "-X");
        }
    }

    /// <summary>The steps after the scripts.</summary>
    internal static IEnumerable<BuildStep> Caches(JoinedRoot root, IEnumerable<string> bytecodeDirectories) =>
        [.. Glib(root), .. Desktop(root), .. Python(root, bytecodeDirectories)];

    private static IEnumerable<BuildStep> Glib(JoinedRoot root)
    {
        if (root.List("usr/share/glib-2.0/schemas").Any(name => name.EndsWith(".xml", StringComparison.Ordinal))
            && Library(root, "glib-2.0/glib-compile-schemas") is { } schemas)
        {
            yield return Step("settings schemas", schemas, "/usr/share/glib-2.0/schemas");
        }

        foreach (string directory in LibraryDirectories(root).Where(directory => root.List($"{directory}/gio/modules").Count > 0))
        {
            if (Library(root, "glib-2.0/gio-querymodules") is { } modules)
            {
                yield return Step("modules of GIO", modules, $"/{directory}/gio/modules");
            }
        }

        foreach (string directory in LibraryDirectories(root))
        {
            string[] loaders = [.. root.List($"{directory}/gdk-pixbuf-2.0/2.10.0/loaders").Where(name => name.EndsWith(".so", StringComparison.Ordinal))];
            if (First(root, $"{directory}/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders") is { } query && root.Exists("usr/bin/sh"))
            {
                // The program's own --update-cache lists the loaders in the order of the file system.
                yield return Step(
                    "loaders of pictures",
                    "/usr/bin/sh",
                    [
                        "-c", "exec \"$@\" >\"$0\"", $"/{directory}/gdk-pixbuf-2.0/2.10.0/loaders.cache", query,
                        .. loaders.Select(name => $"/{directory}/gdk-pixbuf-2.0/2.10.0/loaders/{name}"),
                    ]);
            }
        }
    }

    private static IEnumerable<BuildStep> Desktop(JoinedRoot root)
    {
        if (root.List("usr/share/mime/packages").Count > 0 && First(root, "usr/bin/update-mime-database") is { } mime)
        {
            yield return Step("the MIME database", mime, "/usr/share/mime");
        }

        if (root.List("usr/share/applications").Count > 0 && First(root, "usr/bin/update-desktop-database") is { } desktop)
        {
            yield return Step("the database of applications", desktop, "-q", "/usr/share/applications");
        }

        foreach (string theme in root.List("usr/share/icons").Where(theme => root.Has($"usr/share/icons/{theme}/index.theme")))
        {
            if (First(root, "usr/bin/gtk-update-icon-cache", "usr/sbin/update-icon-caches") is { } icons && icons.EndsWith("-cache", StringComparison.Ordinal))
            {
                yield return Step($"the icons of {theme}", icons, "-f", "-q", $"/usr/share/icons/{theme}");
            }
        }

        if (root.Has("usr/share/fonts") && First(root, "usr/bin/fc-cache") is { } fonts)
        {
            yield return Step("the font cache", fonts, "-s", "-f");
        }
    }

    private static IEnumerable<BuildStep> Python(JoinedRoot root, IEnumerable<string> bytecodeDirectories)
    {
        string[] shared = [.. bytecodeDirectories.Append("usr/lib/python3/dist-packages").Where(directory => root.List(directory).Count > 0)
            .Order(StringComparer.Ordinal).Distinct()];
        foreach (string version in root.List("usr/bin").Where(name => Interpreter().IsMatch(name) && root.Has($"usr/lib/{name}/compileall.py")))
        {
            yield return Bytecode($"usr/lib/{version}", version, $"/usr/lib/{version}");
            if (shared.Length > 0)
            {
                yield return Bytecode("modules of packages", version, [.. shared.Select(directory => $"/{directory}")]);
            }
        }
    }

    // -S and -I: nothing of what is compiled is imported. unchecked-hash: the code is used whatever the source's time, as views have only one time.
    private static BuildStep Bytecode(string what, string version, params string[] directories) =>
        Step($"bytecode of {what}", $"/usr/bin/{version}",
            [
                "-I", "-S", "-m", "compileall", "-q", "-q", "-f", "-j", "1", "-x", "/(tests?|idle_test|lib2to3/tests)/",
                "--invalidation-mode", "unchecked-hash", .. directories,
            ]) with
        {
            Beside = true,
            MayFail = true,
        };

    private static BuildStep Step(string name, string program, params string[] arguments) => new(name, [program, .. arguments], []);

    private static string? First(JoinedRoot root, params string[] paths) =>
        paths.Where(root.Exists).Select(path => "/" + path).FirstOrDefault();

    private static IEnumerable<string> LibraryDirectories(JoinedRoot root) =>
        root.List("usr/lib").Where(name => name.EndsWith("-linux-gnu", StringComparison.Ordinal) || name.EndsWith("-linux-gnueabihf", StringComparison.Ordinal))
            .Select(name => $"usr/lib/{name}");

    private static string? Library(JoinedRoot root, string path) =>
        First(root, [.. LibraryDirectories(root).Select(directory => $"{directory}/{path}")]);

    [GeneratedRegex(@"^python3\.\d+$")]
    private static partial Regex Interpreter();
}
