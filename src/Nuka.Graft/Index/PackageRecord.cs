using System.Text;
using Nuka.Graft.Sources;

namespace Nuka.Graft.Index;

/// <summary>
/// One package of an archive, as its index describes it. Fields are read from the compiled index when asked for, so a record is
/// usable as long as the <see cref="PackageIndex"/> that gave it is open. Two records are equal if they are the same row.
/// </summary>
public sealed class PackageRecord : IEquatable<PackageRecord>
{
    private readonly PackageIndexFile file;
    private readonly uint row;

    internal PackageRecord(PackageIndexFile file, uint row, ReleaseState release, string component)
    {
        this.file = file;
        this.row = row;
        Release = release;
        Component = component;
    }

    /// <summary>The release that lists it.</summary>
    public ReleaseState Release { get; }

    /// <summary>The release's component that lists it; empty in a flat archive.</summary>
    public string Component { get; }

    /// <summary>Package.</summary>
    public string Name => Text(PackageField.Package);

    /// <summary>Version.</summary>
    public string Version => Text(PackageField.Version);

    /// <summary>Architecture: a Debian architecture or <c>all</c>.</summary>
    public string Architecture => Text(PackageField.Architecture);

    /// <summary>Source package; the package's own name where the field is absent. A version in parentheses is left off.</summary>
    public string SourceName
    {
        get
        {
            string source = Text(PackageField.Source);
            int space = source.IndexOf(' ', StringComparison.Ordinal);
            return source.Length == 0 ? Name : space < 0 ? source : source[..space];
        }
    }

    /// <summary>Section.</summary>
    public string Section => Text(PackageField.Section);

    /// <summary>Depends, as written, on one line.</summary>
    public string Depends => Text(PackageField.Depends);

    /// <summary>Pre-Depends, as written, on one line.</summary>
    public string PreDepends => Text(PackageField.PreDepends);

    /// <summary>Recommends, as written, on one line.</summary>
    public string Recommends => Text(PackageField.Recommends);

    /// <summary>Conflicts, as written, on one line.</summary>
    public string Conflicts => Text(PackageField.Conflicts);

    /// <summary>Breaks, as written, on one line.</summary>
    public string Breaks => Text(PackageField.Breaks);

    /// <summary>Replaces, as written, on one line.</summary>
    public string Replaces => Text(PackageField.Replaces);

    /// <summary>Provides, as written, on one line.</summary>
    public string Provides => Text(PackageField.Provides);

    /// <summary>Path of the file below the archive's base address.</summary>
    public string FileName => Text(PackageField.Filename);

    /// <summary>First line of the description.</summary>
    public string Description => Text(PackageField.Description);

    /// <summary>Homepage; empty if absent.</summary>
    public string Homepage => Text(PackageField.Homepage);

    /// <summary>Multi-Arch.</summary>
    public MultiArch MultiArch => (MultiArch)(file.Flags(row) & 3);

    /// <summary>Essential: yes.</summary>
    public bool IsEssential => (file.Flags(row) & PackageRow.EssentialFlag) != 0;

    /// <summary>Protected: yes (or its older name Important: yes).</summary>
    public bool IsProtected => (file.Flags(row) & PackageRow.ProtectedFlag) != 0;

    /// <summary>Priority.</summary>
    public PackagePriority Priority => (PackagePriority)((file.Flags(row) >> PackageRow.PriorityShift) & 7);

    /// <summary>Size of the file in bytes.</summary>
    public long SizeBytes => file.Number(row, PackageRow.SizeOffset);

    /// <summary>Installed-Size in bytes (the field counts in KiB); 0 if absent.</summary>
    public long InstalledSizeBytes => file.Number(row, PackageRow.InstalledSizeOffset) * 1024;

    /// <summary>SHA-256 of the file: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(file.Digest(row));

    /// <inheritdoc/>
    public bool Equals(PackageRecord? other) => other is not null && ReferenceEquals(file, other.file) && row == other.row;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PackageRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(file, row);

    /// <summary>For people: <c>name:architecture version</c>.</summary>
    public override string ToString() => $"{Name}:{Architecture} {Version}";

    private string Text(PackageField field) => Encoding.UTF8.GetString(file.Text(row, field));
}
