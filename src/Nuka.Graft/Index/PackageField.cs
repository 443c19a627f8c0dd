using System.Text;

namespace Nuka.Graft.Index;

/// <summary>The fields of a Packages stanza that the index keeps; the numbers of those kept as text are their columns.</summary>
internal enum PackageField
{
    Package,
    Version,
    Architecture,
    Source,
    Section,
    Depends,
    PreDepends,
    Recommends,
    Conflicts,
    Breaks,
    Replaces,
    Provides,
    Filename,
    Description,
    Homepage,
    TextCount,
    MultiArch,
    Essential,
    Protected,
    Important,
    Priority,
    Size,
    InstalledSize,
    Sha256,
    None,
}

/// <summary>Names of fields to <see cref="PackageField"/>.</summary>
internal static class PackageFieldNames
{
    /// <summary>The field with a name, in any case; <see cref="PackageField.None"/> if the index does not keep it.</summary>
    internal static PackageField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => Match(name, "Size"u8, PackageField.Size),
        6 => Match(name, "SHA256"u8, PackageField.Sha256, "Source"u8, PackageField.Source, "Breaks"u8, PackageField.Breaks),
        7 => Match(name, "Version"u8, PackageField.Version, "Package"u8, PackageField.Package, "Depends"u8, PackageField.Depends,
            "Section"u8, PackageField.Section),
        8 => Match(name, "Filename"u8, PackageField.Filename, "Priority"u8, PackageField.Priority, "Homepage"u8, PackageField.Homepage,
            "Provides"u8, PackageField.Provides, "Replaces"u8, PackageField.Replaces),
        9 => Match(name, "Conflicts"u8, PackageField.Conflicts, "Essential"u8, PackageField.Essential, "Protected"u8, PackageField.Protected,
            "Important"u8, PackageField.Important),
        10 => Match(name, "Multi-Arch"u8, PackageField.MultiArch, "Recommends"u8, PackageField.Recommends),
        11 => Match(name, "Description"u8, PackageField.Description, "Pre-Depends"u8, PackageField.PreDepends),
        12 => Match(name, "Architecture"u8, PackageField.Architecture),
        14 => Match(name, "Installed-Size"u8, PackageField.InstalledSize),
        _ => PackageField.None,
    };

    private static PackageField Match(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> first,
        PackageField firstField,
        ReadOnlySpan<byte> second = default,
        PackageField secondField = default,
        ReadOnlySpan<byte> third = default,
        PackageField thirdField = default,
        ReadOnlySpan<byte> fourth = default,
        PackageField fourthField = default,
        ReadOnlySpan<byte> fifth = default,
        PackageField fifthField = default) =>
        Ascii.EqualsIgnoreCase(name, first) ? firstField
        : Ascii.EqualsIgnoreCase(name, second) ? secondField
        : Ascii.EqualsIgnoreCase(name, third) ? thirdField
        : Ascii.EqualsIgnoreCase(name, fourth) ? fourthField
        : Ascii.EqualsIgnoreCase(name, fifth) ? fifthField
        : PackageField.None;
}
