using System.Text;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Unpack;

/// <summary>What a package's archive says about it, read from the store: the files that lay beside its data.</summary>
public sealed class PackageControl
{
    /// <summary>The longest control file that is read, in bytes: maintainer scripts stay below 100 KiB.</summary>
    public const int FileBytes = 4 << 20;

    private readonly ContentStore store;
    private readonly Tree tree;

    private PackageControl(ContentStore store, Tree tree)
    {
        this.store = store;
        this.tree = tree;
    }

    /// <summary>Opens a package's control files.</summary>
    /// <param name="store">The store that the package was unpacked into.</param>
    /// <param name="package">The package.</param>
    public static PackageControl Open(ContentStore store, GraftedPackage package)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(package);
        return new PackageControl(store, store.ReadTree(package.Control));
    }

    /// <summary>The bytes of one file, or <see langword="null"/> if the package has none of that name.</summary>
    /// <param name="name">Its name: <c>postinst</c>, <c>triggers</c>, <c>shlibs</c>, <c>conffiles</c>.</param>
    public byte[]? TryRead(string name) =>
        tree.Find(FileName.FromText(name)) is { Kind: TreeEntryKind.File } entry ? store.ReadBlob(entry.Digest, FileBytes) : null;

    /// <summary>As <see cref="TryRead"/>, as text; bytes that are not UTF-8 are replaced. Empty if there is no such file.</summary>
    /// <param name="name">Its name.</param>
    public string ReadText(string name) => TryRead(name) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    /// <summary>The fields of the control file: <c>Package</c>, <c>Version</c>, <c>Essential</c> …</summary>
    public IReadOnlyDictionary<string, string> ReadFields() => ControlFields.Read(TryRead("control"));
}
