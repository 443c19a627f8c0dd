using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Nuka.Architecture.Tests;

/// <summary>What holds for the compiled types: sealed by default, functions that fit on a screen.</summary>
public sealed class ShapeTests
{
    private const int ScreenLines = 60;

    public static TheoryData<string> Rooms => [.. RoomBinary.Names];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_class_is_sealed_unless_another_derives_from_it(string room)
    {
        using RoomBinary binary = RoomBinary.Open(room);
        MetadataReader metadata = binary.Metadata;
        HashSet<EntityHandle> bases = [.. metadata.TypeDefinitions.Select(handle => metadata.GetTypeDefinition(handle).BaseType)];
        Findings.None(
            from handle in metadata.TypeDefinitions
            let type = metadata.GetTypeDefinition(handle)
            let isOpen = (type.Attributes & (TypeAttributes.Sealed | TypeAttributes.Abstract | TypeAttributes.Interface)) == 0
            where isOpen && !bases.Contains(handle) && !metadata.GetString(type.Name).StartsWith('<')
            select binary.NameOf(type));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_function_fits_on_a_screen(string room)
    {
        using RoomBinary binary = RoomBinary.Open(room);
        using MetadataReaderProvider provider = binary.Symbols();
        MetadataReader symbols = provider.GetMetadataReader();
        Findings.None(
            from handle in symbols.MethodDebugInformation
            let lines = LinesOf(symbols, handle)
            let name = MethodName(binary, handle.ToDefinitionHandle())
            where lines > ScreenLines && !name.EndsWith(".cctor", StringComparison.Ordinal)
            select $"{name}: {lines} lines");
    }

    // Static constructors are tables of constants; a table may be longer than a screen.
    private static int LinesOf(MetadataReader symbols, MethodDebugInformationHandle handle)
    {
        MethodDebugInformation method = symbols.GetMethodDebugInformation(handle);
        if (method.SequencePointsBlob.IsNil || method.Document.IsNil || symbols.GetString(symbols.GetDocument(method.Document).Name)
            .Contains("/obj/", StringComparison.Ordinal))
        {
            return 0;
        }

        SequencePoint[] points = [.. method.GetSequencePoints().Where(point => !point.IsHidden)];
        return points.Length == 0 ? 0 : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1;
    }

    private static string MethodName(RoomBinary binary, MethodDefinitionHandle handle)
    {
        MethodDefinition method = binary.Metadata.GetMethodDefinition(handle);
        string name = binary.Metadata.GetString(method.Name);
        return $"{binary.NameOf(binary.Metadata.GetTypeDefinition(method.GetDeclaringType()))}.{name}";
    }
}
