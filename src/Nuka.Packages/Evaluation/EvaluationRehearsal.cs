using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Packages.Identity;
using Nuka.Packages.Steps;
using Nuka.Sandbox.Launching;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// Judges and reads a file that is known, beside the start of the first Nushell: .NET takes much longer to do something for the first time than for the
/// second, and so the first time is over when the answer comes that is waited for. Nothing depends on it.
/// </summary>
internal static class EvaluationRehearsal
{
    private const string Name = "rehearsal";

    /// <summary>The file.</summary>
    internal static PackageSource Source => new(Name, $"{Name}.nu", Encoding.UTF8.GetBytes(EvaluationSandbox.Resource($"{Name}.nu")));

    /// <summary>What Nushell said of it, and what it came to: two lines.</summary>
    internal static string[] Said => EvaluationSandbox.Resource($"{Name}.json").Split('\n');

    /// <summary>Begins, on a thread of its own.</summary>
    internal static void Start() => new Thread(RunQuietly) { IsBackground = true, Name = Name }.Start();

    /// <summary>Does it.</summary>
    /// <returns>The draft.</returns>
    internal static Draft Run()
    {
        PackageSource source = Source;
        string[] said = Said;
        AuditFacts facts = AuditReader.Read(Encoding.UTF8.GetBytes(said[0]), [($"/pkg/0/{Name}.nu", source.Bytes.Length)])[0];
        if (new PackageAudit(source, facts).Judge().Length > 0)
        {
            throw new InvalidOperationException("the rehearsal is not pure");
        }

        SandboxResult result = new(0, [.. Encoding.UTF8.GetBytes(said[1])], []);
        NuonRecord draft = (NuonRecord)NuonDocument.Read(Encoding.UTF8.GetBytes(EvaluationBatch.ReadDrafts(result, 1)[0]), Name);
        Draft read = new DraftReader(source).Read(draft);
        _ = StepCommands.CidFor(read.Build);
        _ = Pid.Of(NuonText.WriteCanonical(draft));
        return read;
    }

    private static void RunQuietly()
    {
        try
        {
            Run();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A test sees it; whoever waits for an answer gets that a little later.
        }
    }
}
