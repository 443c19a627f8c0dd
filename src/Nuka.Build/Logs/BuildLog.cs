using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Packages.Identity;
using Nuka.Platform.Files;

namespace Nuka.Build.Logs;

/// <summary>
/// What a build prints: written to its log as it comes, and told line by line to whoever watches. As long as the build runs, its log is a locked file of its own
/// (<c>.part</c>); what a killed one left is found by its free lock. Once the build ends, the log is packed and takes the place of the package's last one.
/// </summary>
internal sealed class BuildLog : SinkStream
{
    /// <summary>What the file of a running build ends with.</summary>
    internal const string PartEnding = ".part";

    /// <summary>What the file of a finished one ends with.</summary>
    internal const string FinishedEnding = ".log.gz";

    private const uint OwnerOnly = 0x180;

    private readonly string directory;
    private readonly string part;
    private readonly LogHeader header;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly SafeFileHandle handle;
    private readonly FileLock hold;
    private readonly Action<string> watcher;
    private readonly Lock gate = new();
    private readonly StringBuilder line = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private long length;
    private long written;
    private bool isEnded;

    /// <summary>Begins a log.</summary>
    /// <param name="directory">Where logs are kept; made if it is not there.</param>
    /// <param name="package">The package.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="watcher">Hears every line as soon as it is whole.</param>
    internal BuildLog(string directory, PackageIr package, TimeProvider clock, Action<string> watcher)
    {
        (this.directory, this.clock, this.watcher) = (directory, clock, watcher);
        header = new LogHeader(package.Name, package.Version, package.Pid, clock.GetUtcNow());
        began = clock.GetTimestamp();
        Build = NameOf(package.Name, package.Version, package.Pid);
        part = string.Create(CultureInfo.InvariantCulture, $"{Build}.{Guid.NewGuid():N}{PartEnding}");
        using DirectoryHandle logs = DirectoryHandle.Open(PrivateDirectory.Make(directory));
        handle = logs.OpenOrCreateFile(Bytes(part), OwnerOnly);
        hold = FileLock.Acquire(handle, FileLockMode.Exclusive);
        Append(header.Encode());
        written = 0;
    }

    /// <summary>The name of the build, and of its log once it has ended.</summary>
    internal string Build { get; }

    /// <summary>The name of a package's builds.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="pid">The package.</param>
    internal static string NameOf(string name, string version, Pid pid) => $"{name}-{version.Replace(':', '_').Replace('/', '_')}-{pid.ToString()[..12]}";

    /// <summary>Says something of nuka's own in the log.</summary>
    /// <param name="text">The line.</param>
    internal void Say(string text) => Write(Encoding.UTF8.GetBytes($"nuka: {text}\n"));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate)
        {
            Keep(buffer);
            Tell(buffer);
        }
    }

    public override void Flush()
    {
        // Every write reaches the file at once: a person may be reading it.
    }

    /// <summary>Ends the log; it takes the place of what earlier builds of the package left.</summary>
    /// <param name="outcome">How the build ended.</param>
    internal void End(BuildOutcome outcome)
    {
        string packed = part + ".gz";
        LogHeader whole = header with { Outcome = outcome, Took = clock.GetElapsedTime(began) };
        using DirectoryHandle logs = DirectoryHandle.Open(directory);
        using (FileStream target = new(logs.CreateFile(Bytes(packed), OwnerOnly), FileAccess.Write))
        using (GZipStream archive = new(target, CompressionLevel.Fastest))
        {
            archive.Write(whole.Encode());
            Copy(archive);
        }

        logs.Rename(Bytes(packed), logs, Bytes(Build + FinishedEnding));
        isEnded = true;
        foreach (string left in Directory.GetFiles(directory, $"{Build}.*{PartEnding}").Where(path => Path.GetFileName(path) != part))
        {
            LogShelf.RemoveIfFree(left);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (isEnded)
            {
                using DirectoryHandle logs = DirectoryHandle.Open(directory);
                logs.RemoveFile(Bytes(part)); // while it is still locked
            }

            hold.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Copy(Stream target)
    {
        byte[] buffer = new byte[65536];
        long at = header.Encode().Length;
        int read;
        while ((read = RandomAccess.Read(handle, buffer, at)) > 0)
        {
            target.Write(buffer.AsSpan(0, read));
            at += read;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        long room = LogLimits.TextBytes - written;
        if (room <= 0)
        {
            return;
        }

        written += bytes.Length;
        Append(bytes.Length <= room ? bytes : bytes[..(int)room]);
        if (bytes.Length >= room)
        {
            Append("\nnuka: the build printed more, which is not kept\n"u8);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, length);
        length += bytes.Length;
    }

    private void Tell(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[decoder.GetCharCount(bytes, flush: false)];
        int count = decoder.GetChars(bytes, text, flush: false);
        foreach (char character in text.AsSpan(0, count))
        {
            if (character is not '\n' and not '\r')
            {
                line.Append(character);
            }

            if ((character is '\n' or '\r' || line.Length == LogLimits.LineLength) && line.Length > 0)
            {
                watcher(line.ToString());
                line.Clear();
            }
        }
    }

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);
}
