using Nuka.Content.Archives;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Unpack;

/// <summary>Puts a package's control files into a tree of their own, and reads its name from them.</summary>
internal sealed class ControlUnpacker(TreeWriter writer)
{
    /// <summary>Files that nothing here reads and that are large: checksums of every file, symbols of every library.</summary>
    private static readonly string[] Unread = ["md5sums", "symbols"];

    private byte[]? control;

    /// <summary>Adds one entry.</summary>
    internal void Add(TarEntry entry)
    {
        byte[] path = PackagePath.Normalise(entry.Path, ArchiveLimits.Package);
        if (path.Length == 0 && entry.Kind == TarEntryKind.Directory)
        {
            return;
        }

        if (entry.Kind != TarEntryKind.File || path.AsSpan().Contains((byte)'/') || entry.SizeBytes > PackageControl.FileBytes)
        {
            throw GraftProblem.BadPackage($"its control archive holds {FileName.Display(path)}, which is no small file at its top");
        }

        if (Array.Exists(Unread, name => FileName.Display(path) == name))
        {
            return;
        }

        if (writer.TryGetEntry(path, out _))
        {
            throw GraftProblem.Duplicate(FileName.Display(path), "among the control files");
        }

        byte[] content = new byte[entry.SizeBytes];
        entry.Content.ReadExactly(content);
        control = path.AsSpan().SequenceEqual("control"u8) ? content : control;
        writer.AddFile(path, (entry.Mode & 0x49) != 0, content);
    }

    /// <summary>What is known of the package once both archives were read.</summary>
    internal GraftedPackage Describe(ReadOnlyMemory<byte> sha256, TreeUnpacker tree)
    {
        Dictionary<string, string> fields = ControlFields.Read(control ?? throw GraftProblem.BadPackage("it has no control file"));
        return new GraftedPackage
        {
            Name = ControlFields.Required(fields, "Package"),
            Version = ControlFields.Required(fields, "Version"),
            Architecture = ControlFields.Required(fields, "Architecture"),
            Sha256 = sha256,
            Tree = default,
            Control = default,
            SizeBytes = tree.SizeBytes,
            Savings = [.. tree.Savings],
            Notices = [.. tree.Notices],
        };
    }
}
