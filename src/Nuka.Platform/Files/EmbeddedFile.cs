using System.Reflection;
using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Reads the files that an assembly carries in itself: tables, scripts, certificates.</summary>
public static class EmbeddedFile
{
    /// <summary>The bytes of one.</summary>
    /// <param name="assembly">The assembly that carries it.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="InvalidOperationException">The assembly has none of that name: it was built wrongly.</exception>
    public static byte[] Read(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using Stream stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded in {assembly.GetName().Name}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The text of one; UTF-8.</summary>
    /// <param name="assembly">The assembly that carries it.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="InvalidOperationException">The assembly has none of that name: it was built wrongly.</exception>
    public static string ReadText(Assembly assembly, string name) => Encoding.UTF8.GetString(Read(assembly, name));
}
