using System.Text;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Locks;

/// <summary>A lock file: our own part of it, and the tables of others, which stay as they are.</summary>
public sealed class LockFile
{
    private LockFile(TomlDocument document, EnvironmentLock? environment)
    {
        Document = document;
        Environment = environment;
    }

    /// <summary>The whole file.</summary>
    public TomlDocument Document { get; }

    /// <summary>Our part, or <see langword="null"/> if the file has none yet.</summary>
    public EnvironmentLock? Environment { get; }

    /// <summary>Reads a lock; one that is absent is empty.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="name">The file's name as the person knows it.</param>
    /// <exception cref="NukaException"><c>projects/bad-lock</c>, <c>projects/lock-version</c>, and what TOML itself refuses.</exception>
    public static LockFile Open(string path, string name) => Parse(ProjectFile.Read(path, name), name);

    /// <summary>Reads a lock from its bytes.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">The file's name as the person knows it.</param>
    /// <exception cref="NukaException">As <see cref="Open"/>.</exception>
    public static LockFile Parse(ReadOnlySpan<byte> bytes, string name)
    {
        TomlDocument document = TomlDocument.Parse(bytes, name);
        return new LockFile(document, LockReader.Read(document));
    }

    /// <summary>The same file with another answer of ours.</summary>
    /// <param name="environment">The answer.</param>
    public LockFile With(EnvironmentLock environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        TomlDocument changed = Document.Replace("environment", LockWriter.Write(environment));
        return new LockFile(changed, LockReader.Read(changed));
    }

    /// <summary>Writes the file: aside first, then renamed over the old one, so that either the old or the new one is there.</summary>
    /// <param name="path">The file's path.</param>
    public void Save(string path) => ProjectFile.Write(
        Path.GetDirectoryName(path)!, () => AtomicFile.Write(path, Encoding.UTF8.GetBytes(Document.Text), AtomicFile.OrdinaryMode));
}
