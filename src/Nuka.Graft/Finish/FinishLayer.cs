using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// Makes what the maintainer scripts of packages would have made on a machine, as a tree that goes on top of the packages' trees.
/// It is a build: the same packages in the same order give the same tree. What it depends on, and how it is made, is specs/finish.md.
/// </summary>
public static class FinishLayer
{
    private const string Table = "graft-finished";

    /// <summary>Makes the layer, or finds it where it was made before.</summary>
    /// <param name="input">The packages, and what is needed to run their programs.</param>
    /// <param name="progress">Is told the steps.</param>
    /// <param name="cancellation">Ends the work; nothing is left behind.</param>
    /// <exception cref="Platform.Errors.NukaException"><c>graft/no-build-sandbox</c>, <c>graft/finish-limit</c>, <c>graft/finish-timeout</c>,
    /// <c>graft/finish-killed</c>, <c>graft/disk-full</c>, and those of the store.</exception>
    public static FinishResult Build(FinishInput input, IProgressSink progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(progress);
        IFinishHandler[] handlers = [new SkeletonHandler(), new AccountsHandler(), new CertificatesHandler(), new AlternativesHandler()];
        Digest identity = FinishIdentity.Hash(FinishIdentity.Text(handlers, input.Packages));
        if (!input.Again && TryFind(input.Store, identity) is { } found)
        {
            return found;
        }

        JoinedRoot root = JoinedRoot.Read(input.Store, input.Packages.Select(package => package.Tree), cancellation);
        FinishContext context = new(root, new LayerBuilder(root), ReadPackages(input));
        foreach (IFinishHandler handler in handlers)
        {
            handler.Apply(context);
        }

        RunSteps(input, context, progress, cancellation);
        if (context.RunAccounts.Count > 0 || context.RunAlternatives.Count > 0)
        {
            new AccountsHandler().Apply(context);
            new AlternativesHandler().Apply(context);
        }

        Digest tree = CommitLayer(input, context, cancellation);
        FinishResult result = new(tree, identity, [.. context.Notices.Distinct().Take(FinishLimits.NoticeCount)]);
        if (context.IsProven)
        {
            Remember(input.Store, result);
        }

        return result;
    }

    private static FinishResult? TryFind(ContentStore store, Digest identity)
    {
        if (!store.TryGetFact(Table, identity.ToArray(), out byte[] record))
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(record).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 && Digest.TryParse(lines[0], out Digest tree) && store.Contains(new Cid(ContentKind.Tree, tree))
            ? new FinishResult(tree, identity, [.. lines.Skip(1)])
            : null;
    }

    private static void Remember(ContentStore store, FinishResult result) =>
        store.PutFact(
            Table,
            result.Identity.ToArray(),
            Encoding.UTF8.GetBytes(string.Join('\n', result.Notices.Select(notice => notice.ReplaceLineEndings(" ")).Prepend(result.Tree.ToString()))),
            result.Tree);

    private static List<FinishPackage> ReadPackages(FinishInput input)
    {
        List<FinishPackage> packages = [];
        foreach (GraftedPackage package in input.Packages)
        {
            PackageControl control = PackageControl.Open(input.Store, package);
            string script = control.ReadText("postinst");
            packages.Add(new FinishPackage(package, script, control.ReadText("templates"), ScriptReader.Read(script)));
        }

        return packages;
    }

    /// <summary>Runs the scripts that have to, after the loader's cache, then the tools.</summary>
    private static void RunSteps(FinishInput input, FinishContext context, IProgressSink progress, CancellationToken cancellation)
    {
        FinishPackage[] scripts = [.. context.Packages.Where(package => package.MustRun)];
        if (scripts.Length > 0 && !context.Root.Exists("usr/bin/sh"))
        {
            context.Notices.AddRange(scripts.Select(package => $"the script of {package.Package.Name} was not run: there is no shell"));
            scripts = [];
        }

        using IProgressTask task = progress.Begin($"finishing {input.Packages.Length} packages");
        ToolRuns runs = new(input, context, cancellation);
        if (scripts.Length == 0)
        {
            runs.Take([.. new ToolSteps(context.Root, input.Store).Loader()]);
        }
        else
        {
            RunScripts(input, context, scripts, cancellation);
        }

        // Only now the root is as the tools are to see it.
        runs.Take([.. new ToolSteps(context.Root, input.Store).Caches(context.Packages.SelectMany(package => package.Reading.BytecodeDirectories))]);
    }

    /// <summary>A script can look at anything: it sees the whole root, and runs again whenever anything in that is another.</summary>
    private static void RunScripts(FinishInput input, FinishContext context, FinishPackage[] scripts, CancellationToken cancellation)
    {
        BuildStep[] steps = [.. scripts.Select(ScriptStep)];
        if (ToolSteps.Loader(context.Root) is { } loader)
        {
            // The scripts' programs need it, so it does not run beside them.
            steps = [loader with { Beside = false }, .. steps];
        }

        BuildTools tools = input.Tools ?? throw FinishProblem.NoTools(steps);
        Digest joined = JoinRoot(input, context, cancellation);
        using StoreLease lease = input.Store.TakeLease([new Cid(ContentKind.Tree, joined)]);
        using BuildSandbox sandbox = new(tools, input.WorkDirectory);
        int root = sandbox.AddRoot(input.Store.View(joined, cancellation));
        foreach (FinishPackage package in scripts)
        {
            sandbox.AddScript(package, ListFiles(input.Store, package));
            sandbox.AddAnswers(QuestionDefaults.Read(package.Templates));
        }

        context.Report(steps, sandbox.Run([.. steps.Select(step => step with { Root = root })], cancellation));
        using TreeWriter writer = input.Store.BeginTree();
        new UpperReader(context.Root, context.Layer, writer, cancellation).Read(sandbox.UpperDirectory(root));
        writer.Remove(UpperReader.ImportPath);
        context.Layer.Write(writer);
        writer.Commit(cancellation);
        TakeRecord(context, sandbox.ReadRecord());
    }

    private static BuildStep ScriptStep(FinishPackage package) => new(
        $"the script of {package.Package.Name}",
        [BuildSandbox.ScriptPath(package), "configure", ""],
        [
            ("PATH", $"{ScriptShims.Directory}:{BuildSandbox.ProgramPath}"), ("DPKG_MAINTSCRIPT_NAME", "postinst"),
            ("DPKG_MAINTSCRIPT_PACKAGE", package.Package.Name), ("DPKG_MAINTSCRIPT_ARCH", package.Package.Architecture),
            ("DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT", "1"), ("DPKG_RUNNING_VERSION", "1.21.22"), ("DPKG_ROOT", ""),
        ]) { AsksQuestions = true };

    /// <summary>The packages and the layer so far as one tree: what the programs see.</summary>
    private static Digest JoinRoot(FinishInput input, FinishContext context, CancellationToken cancellation)
    {
        Digest top = CommitLayer(input, context, cancellation);
        using TreeWriter joined = input.Store.BeginTree();
        TreeJoin.Write(input.Store, joined, [top, .. input.Packages.Select(package => package.Tree)], cancellation);
        return joined.Commit(cancellation);
    }

    private static Digest CommitLayer(FinishInput input, FinishContext context, CancellationToken cancellation)
    {
        using TreeWriter writer = input.Store.BeginTree();
        context.Layer.Write(writer);
        return writer.Commit(cancellation);
    }

    private static List<string> ListFiles(ContentStore store, FinishPackage package)
    {
        JoinedRoot own = JoinedRoot.Read(store, [package.Package.Tree], CancellationToken.None);
        return [.. own.List("").SelectMany(own.Files).Select(path => "/" + Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path)))];
    }

    private static void TakeRecord(FinishContext context, IReadOnlyList<string[]> record)
    {
        foreach (string[] words in record)
        {
            if (words[0] == "update-alternatives" && ScriptReader.TryReadAlternative(words) is { } offer)
            {
                context.RunAlternatives.Add(offer);
            }
            else if (AccountReader.TryRead(words) is { } account)
            {
                context.RunAccounts.Add(account);
            }
        }
    }
}
