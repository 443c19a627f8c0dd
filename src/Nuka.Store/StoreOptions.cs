using Nuka.Platform.Progress;

namespace Nuka.Store;

/// <summary>What opening a store needs to know; the store reads nothing of it from the environment.</summary>
public sealed record StoreOptions
{
    /// <summary>The store's directory, an absolute path ending in <c>store-v1</c>; created when absent unless <see cref="ReadOnly"/>.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Whether to open it for reading only. A store that belongs to root is always opened so by everybody else.
    /// </summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Where views go, an absolute path; <see langword="null"/> for the store's own <c>views</c>. A reader of a store that he may not
    /// write passes a directory of his own; where hard links to the store are not possible, views there are copies.
    /// </summary>
    public string? ViewsDirectory { get; init; }

    /// <summary>The clock that waits are measured by, and that files are compared with to see whether they changed just now.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Who is told about long work.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;

    /// <summary>How long to wait for another process that holds the store, in seconds.</summary>
    public int PatienceSeconds { get; init; } = StoreLimits.PatienceSeconds;

    /// <summary>How many threads import, verify and show trees at once.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>The boot of the machine that views are made under, where the kernel is not to be asked.</summary>
    internal string? BootId { get; init; }

    /// <summary>Called before a file of a view is read to see whether its bytes are right, with its path; tests count.</summary>
    internal Action<string>? BeforeRead { get; init; }

    /// <summary>Called before every step that changes the disk, with its name; tests kill the process or refuse the step there.</summary>
    internal Action<string>? BeforeStep { get; init; }
}
