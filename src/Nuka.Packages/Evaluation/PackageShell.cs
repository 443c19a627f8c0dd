using System.Text;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// Nushell as package files see it, for a person to try things in: with the prelude, all packages of a set and the target, where nothing can be reached. What is
/// typed is not judged: it can read the clock, and the package files, and nothing else.
/// </summary>
/// <param name="set">The packages that there are; their files are seen in <c>/pkg</c>.</param>
/// <param name="tools">The programs that evaluating takes.</param>
/// <param name="target">What is built for.</param>
public sealed class PackageShell(PackageSet set, EvaluatorTools tools, PackageTarget target)
{
    private const string Start = "use nuka *\nuse pkgs\nuse target *\n";

    // A package is shown as the draft that it is, everything else as Nushell shows it.
    private const string Settings = """
        $env.config.show_banner = false
        $env.config.hooks.display_output = {|| let shown = $in; if ($shown | describe) =~ '^record<nuka: string, name' { $shown | to nuon --indent 2 } else { $shown | table } }
        """;

    private readonly EvaluationSandbox sandbox = new(tools);

    /// <summary>The sandbox of a shell at a terminal; its command starts the shell.</summary>
    /// <exception cref="NukaException">What listing the packages throws.</exception>
    public SandboxPlan Interactive() => Plan() with
    {
        // The line editor wakes itself by a pair of sockets; there is no network, and no socket of anybody's, that it could reach.
        SystemCalls = new SystemCallPolicy { Processes = false, Sockets = true, Debugging = false },
        Command = ["/nu", "--no-config-file", "--no-std-lib", "--no-history", "-I", EvaluationSandbox.Library, "-e", Start + Settings],
        PassedVariables = ["COLORTERM", "NO_COLOR", "TERM"],
    };

    /// <summary>Runs a text that was not typed at a terminal.</summary>
    /// <param name="script">The text; what its last line gives is printed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/too-long</c>.</exception>
    public SandboxResult Run(string script, CancellationToken cancellation) => sandbox.Run(Plan(), $"{Start}{Settings}\n{script}", cancellation);

    private SandboxPlan Plan()
    {
        StringBuilder references = new();
        foreach (string name in set.Nameable)
        {
            references.Append("export const ").Append(PackageSource.VariableOf(name)).Append(" = {nuka: ref, name: \"").Append(name).Append("\"}\n");
        }

        return sandbox.Plan(
            [
                new GivenFile($"{EvaluationSandbox.Library}/nuka/mod.nu", Encoding.UTF8.GetBytes(EvaluationSandbox.Resource("prelude.nu"))),
                new GivenFile($"{EvaluationSandbox.Library}/pkgs/mod.nu", Encoding.UTF8.GetBytes(references.ToString())),
                new GivenFile($"{EvaluationSandbox.Library}/target/mod.nu", Encoding.UTF8.GetBytes(target.Module)),
            ],
            set.Directory);
    }
}
