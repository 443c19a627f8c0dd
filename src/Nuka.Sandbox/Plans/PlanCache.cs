using System.Globalization;
using Nuka.Platform.Files;
using Nuka.Sandbox.Compiled;

namespace Nuka.Sandbox.Plans;

/// <summary>The plans that the front command may start again: one file a key, each only its owner's to read.</summary>
public sealed class PlanCache
{
    /// <summary>
    /// Plans that are kept; when there are more, the older half is removed. A plan is a few dozen kilobytes and is soon made again.
    /// </summary>
    public const int CountLimit = 256;

    /// <summary>Begins the name of a plan that the launcher removes as soon as it has it open.</summary>
    internal const string OncePrefix = "once-";

    private const uint OwnerOnly = 0x180; // 0600

    private readonly string directory;

    /// <summary>Opens the cache of a state directory.</summary>
    /// <param name="directory">The directory of plans; made when a plan is kept.</param>
    public PlanCache(string directory) => this.directory = directory;

    /// <summary>Keeps a plan under the key that the front command looked for, so that it finds it the next time.</summary>
    /// <param name="key">The key as the front command says it in <c>NUKA_PLAN_KEY</c>: 64 hexadecimal digits.</param>
    /// <param name="plan">The plan; its own key is replaced.</param>
    /// <param name="now">The present.</param>
    /// <returns>
    /// The file, to be started at once; <see langword="null"/> if nothing was kept, because the key is none or a file that the plan depends
    /// on changed so lately that its next change might not be seen.
    /// </returns>
    public string? Keep(string key, SandboxPlan plan, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(plan);
        if (!IsKey(key) || !plan.Freshness.All(entry => entry.IsSettled(now)))
        {
            return null;
        }

        byte[] bytes = PlanWriter.Encode(PlanCompiler.Compile(plan with { Key = [.. Convert.FromHexString(key)] }));
        PrivateDirectory.Make(directory);
        Prune();
        string file = Path.Combine(directory, key);
        AtomicFile.Write(file, bytes, OwnerOnly);
        return file;
    }

    /// <summary>Writes a plan that is started once: the launcher removes it as soon as it has it open.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="process">The number of the process that is about to become the launcher; it begins the file's name.</param>
    /// <returns>The file. Those that were never started, of processes that are no more, are removed.</returns>
    public string WriteOnce(SandboxPlan plan, int process)
    {
        byte[] bytes = PlanFile.Encode(plan);
        PrivateDirectory.Make(directory);
        Prune();
        string file = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{OncePrefix}{process}-{Guid.NewGuid():N}"));
        AtomicFile.Write(file, bytes, OwnerOnly);
        RemoveAbandoned(File.GetLastWriteTimeUtc(file));
        return file;
    }

    // A plan is read in the moment after it was written. A process that cannot be seen may live in another container that shares the
    // state, and may have the number of one here, so a plan is left alone for a while.
    private void RemoveAbandoned(DateTime now)
    {
        foreach (string old in Directory.EnumerateFiles(directory, OncePrefix + "*"))
        {
            string process = Path.GetFileName(old)[OncePrefix.Length..].Split('-')[0];
            bool lives = Directory.Exists($"/proc/{process}");
            if (!lives && now - File.GetLastWriteTimeUtc(old) > TimeSpan.FromMinutes(1))
            {
                File.Delete(old);
            }
        }
    }

    private static bool IsKey(string key) => key.Length == 64 && key.All(char.IsAsciiHexDigitLower);

    private void Prune()
    {
        FileInfo[] files = new DirectoryInfo(directory).GetFiles();
        if (files.Length < CountLimit)
        {
            return;
        }

        foreach (FileInfo file in files.OrderBy(file => file.LastWriteTimeUtc).Take(files.Length / 2))
        {
            file.Delete();
        }
    }
}
