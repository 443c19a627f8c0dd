using System.Globalization;
using System.Runtime.InteropServices;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Store.Tests;

/// <summary>
/// A process that works on a store. Its orders: the store's directory, options (<c>kill=N</c>: die by SIGKILL before the step of that
/// number; <c>readonly</c>; <c>views=DIR</c>), then <c>import DIR ROOT</c>, <c>view CID</c>, <c>gc</c>, <c>read CID</c>, <c>unroot ROOT</c>,
/// <c>verify</c>, <c>root ROOT CID</c>, <c>hold CID</c> (until it is killed), <c>sweep</c>, <c>dry-sweep</c>,
/// <c>why CID</c>. It says what it has done, a line each; a problem by its code, and all of it on standard error.
/// </summary>
internal static partial class Child
{
    internal static int Run(string[] orders)
    {
        Queue<string> rest = new(orders);
        string directory = rest.Dequeue();
        StoreOptions options = new() { Directory = directory, TimeProvider = TimeProvider.System, PatienceSeconds = 60 };
        int steps = 0;
        while (rest.TryPeek(out string? word) && (word is "readonly" || word.Contains('=', StringComparison.Ordinal)))
        {
            options = Apply(options, rest.Dequeue(), () => ++steps);
        }

        try
        {
            using ContentStore store = ContentStore.Open(options);
            while (rest.TryDequeue(out string? order))
            {
                Console.WriteLine(Obey(store, order, rest));
            }
        }
        catch (NukaException error)
        {
            Console.WriteLine(error.Problem.Code);
            Console.Error.WriteLine(string.Join('\n', [error.Problem.Message, .. error.Problem.Reasons, .. error.Problem.Hints]));
            return 1;
        }

        Console.WriteLine($"steps {steps}");
        return 0;
    }

    private static StoreOptions Apply(StoreOptions options, string word, Func<int> count) => word.Split('=') switch
    {
        ["readonly"] => options with { ReadOnly = true },
        ["views", string views] => options with { ViewsDirectory = views },
        ["patience", string seconds] => options with { PatienceSeconds = int.Parse(seconds, CultureInfo.InvariantCulture) },
        ["kill", string number] => options with { BeforeStep = _ => DieAt(int.Parse(number, CultureInfo.InvariantCulture), count()) },
        _ => throw new ArgumentException(word),
    };

    // As a program that runs from the store: the lease stays, the store is closed.
    private static string Hold(ContentStore store, Cid keeps)
    {
        using StoreLease lease = store.TakeLease([keeps]);
        store.Dispose();
        Console.WriteLine("held");
        Thread.Sleep(Timeout.Infinite);
        return lease.Path;
    }

    private static string Obey(ContentStore store, string order, Queue<string> rest)
    {
        switch (order)
        {
            case "import":
                Cid tree = store.ImportDirectory(rest.Dequeue());
                store.SetRoot(rest.Dequeue(), [tree]);
                return $"imported {tree}";
            case "view":
                string view = store.View(Cid.Parse(rest.Dequeue()).Digest);
                return $"view {view}{(Directory.EnumerateFileSystemEntries(view).Any() ? "" : " is empty")}";
            case "read":
                return $"read {Read(store, Cid.Parse(rest.Dequeue()).Digest)}";
            case "root":
                store.SetRoot(rest.Dequeue(), [Cid.Parse(rest.Dequeue())]);
                return "rooted";
            case "hold":
                return Hold(store, Cid.Parse(rest.Dequeue()));
            case "sweep" or "dry-sweep":
                CollectReport swept = store.Collect(new CollectOptions { DryRun = order != "sweep" });
                return $"{order} {swept.ViewsRemoved} {swept.ViewsKept} {swept.BytesFreed}";
            case "why":
                return $"why {string.Join(", ", store.WhyAlive(Cid.Parse(rest.Dequeue())).Select(reason => $"{reason.Holder.Split(' ')[0]}:{reason.Path}"))}";
            case "unroot":
                store.SetRoot(rest.Dequeue(), []);
                return "unrooted";
            case "verify":
                return $"verified {store.Verify().Findings.Length}";
            case "gc":
                CollectReport report = store.Collect();
                return $"collected {report.TreesRemoved} {report.BlobsRemoved}";
            default:
                throw new ArgumentException(order);
        }
    }

    private static long Read(ContentStore store, Digest digest)
    {
        long total = 0;
        foreach (TreeEntry entry in store.ReadTree(digest).Entries)
        {
            total += entry.Kind switch
            {
                TreeEntryKind.Directory => Read(store, entry.Digest),
                TreeEntryKind.File => store.ReadBlob(entry.Digest, int.MaxValue).Length,
                _ => 0,
            };
        }

        return total;
    }

    private static void DieAt(int number, int step)
    {
        if (step == number)
        {
            const int Kill = 9;
            _ = SendSignal(Environment.ProcessId, Kill);
            Thread.Sleep(Timeout.Infinite);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
