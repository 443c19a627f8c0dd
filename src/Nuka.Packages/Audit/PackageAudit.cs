using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Audit;

/// <summary>
/// Judges a package file before anything of it runs: deny by default. Two views are judged, since each has gaps: the words, which miss guards of
/// <c>match</c>, and the compiled blocks, which miss what the parser itself computes (<c>const</c>, default values).
/// </summary>
/// <param name="source">The package file.</param>
/// <param name="facts">What Nushell's parser made of it.</param>
internal sealed partial class PackageAudit(PackageSource source, AuditFacts facts)
{
    private readonly List<AuditedBlock> steps = BuildSteps.Find(facts);
    private readonly HashSet<string> own = OwnCommands(facts);
    private readonly List<Found> problems = [];

    /// <summary>Everything that the file must not do while it is evaluated, by place; none if it is pure.</summary>
    internal ImmutableArray<Problem> Judge()
    {
        foreach (string name in own.Where(name => CommandRules.BuiltIns.Contains(name) || CommandRules.Prelude.Contains(name)))
        {
            AuditedToken? token = facts.Tokens.FirstOrDefault(token => Unquoted(token.Text) == name);
            Refuse(token?.Start ?? 0, token?.End ?? 1, $"`{name}` is a command already", "give the command a name of its own");
        }

        for (int i = 0; i < facts.Tokens.Length; i++)
        {
            if (!IsInStep(facts.Tokens[i].Start))
            {
                JudgeToken(facts.Tokens[i], i);
            }
            else if (facts.Tokens[i].Text == "use" && i + 1 < facts.Tokens.Length && CommandRules.Modules.Contains(Unquoted(facts.Tokens[i + 1].Text)))
            {
                Refuse(facts.Tokens[i].Start, facts.Tokens[i + 1].End, $"a build step has no `{facts.Tokens[i + 1].Text}`", "hand what it needs of it over with --args");
            }
        }

        foreach (AuditedBlock block in facts.Blocks.Where(block => block.Instructions is not null && !steps.Exists(step => block.Start >= step.Start && block.End <= step.End)))
        {
            JudgeBlock(block);
            JudgeValues(block);
        }

        if (problems.Count == 0)
        {
            return [];
        }

        // What the compiled blocks show without a word of their own is said only where the words show nothing.
        return
        [
            .. problems.Where(one => !problems.Exists(other => other.Start >= one.Start && other.End <= one.End && other.End - other.Start < one.End - one.Start))
                .OrderBy(one => one.Start).Select(one => one.Problem).DistinctBy(problem => (problem.Place, problem.Message)),
        ];
    }

    private void JudgeToken(AuditedToken token, int index)
    {
        switch (token.Shape)
        {
            case "internalcall" or "keyword" or "block" or "closure" when token.Text.StartsWith('%'):
                Refuse(token.Start, token.End, $"`{token.Text}` goes round what nuka gives to packages", "call the command by its plain name");
                break;
            case "internalcall":
                JudgeCall(Squeezed(token.Text), token.Start, token.End);
                if (Squeezed(token.Text) == "use")
                {
                    JudgeModule(index + 1 < facts.Tokens.Length ? facts.Tokens[index + 1] : token);
                }

                break;
            case "external" or "externalarg" or "external_resolved":
                Refuse(token.Start, token.End, $"`{token.Text}` would run a program while the package is evaluated", "programs run in the build step, the closure behind `derivation`");
                break;
            case "variable" when token.Text is "$nu" or "$env":
                Refuse(token.Start, token.End, $"`{token.Text}` is not the same on every machine", "take what differs as an option of `main`, or from `use target *`");
                break;
            case "signature" when token.Text.Contains('(', StringComparison.Ordinal):
                Refuse(token.Start, token.End, "a default value that is computed", "write the value itself, or compute it inside the command");
                break;
            case "garbage":
                Refuse(token.Start, token.End, $"`{token.Text}` cannot be understood", "see what `nu --ide-check 10 FILE` says");
                break;
            case "redirection":
                Refuse(token.Start, token.End, "writing to a file while the package is evaluated", "files are written in the build step");
                break;
            default:
                break;
        }
    }

    private void JudgeCall(string name, int start, int end)
    {
        if (!CommandRules.Commands.Contains(name) && !own.Contains(name) && !CommandRules.Prelude.Contains(name))
        {
            Refuse(start, end, $"`{name}` may give something else on another machine or at another time, or changes something", "it may be called in the build step");
        }
    }

    private void JudgeModule(AuditedToken module)
    {
        if (!CommandRules.Modules.Contains(Unquoted(module.Text)))
        {
            Refuse(module.Start, module.End, $"a package may use `pkgs` and `target`, not `{module.Text}`", "write what you need of it into the package file");
        }
    }

    private void JudgeBlock(AuditedBlock block)
    {
        foreach (Instruction instruction in block.Instructions!.Value)
        {
            if (!CommandRules.Operations.Contains(instruction.Operation))
            {
                (int start, int end) = Locate(block, instruction.Operation.EndsWith("-env", StringComparison.Ordinal) ? "$env" : instruction.Operation);
                Refuse(start, end, $"reading or changing what is outside the package ({instruction.Operation})", "take what differs as an option of `main`, or from `use target *`");
            }
            else if (instruction.Operation == "load-variable" && NuVariable().IsMatch(instruction.Operands))
            {
                (int start, int end) = Locate(block, "$nu");
                Refuse(start, end, "`$nu` and `$env` are not the same on every machine", "take what differs as an option of `main`, or from `use target *`");
            }
            else if (instruction.Operation == "call" && Called().Match(instruction.Operands) is { Success: true } call)
            {
                (int start, int end) = Locate(block, call.Groups[1].Value);
                JudgeCall(call.Groups[1].Value, start, end);
            }
            else if (instruction.Operation == "call")
            {
                Refuse(block.Start, block.End, "a call of a command without a name", "report it, with the package file");
            }
        }
    }

    private void JudgeValues(AuditedBlock block)
    {
        foreach (int kept in ValueRules.KeptClosures(block.Instructions!.Value))
        {
            foreach (AuditedBlock closure in facts.Blocks.Where(one => one.Id == kept))
            {
                Refuse(closure.Start, closure.End, "a closure that is kept as a value has a number that is not the same everywhere", "write it where it is run, or make it a command with `def`");
            }
        }

        if (ValueRules.LooksAtErrors(block.Instructions!.Value))
        {
            (int start, int end) = Locate(block, "catch");
            Refuse(start, end, "an error that is caught says where the file was read, which is not the same everywhere", "let `catch` begin with a value of its own, and take no parameter");
        }
    }

    /// <summary>Where in a block a word stands; the block itself if the words do not show it.</summary>
    private (int Start, int End) Locate(AuditedBlock block, string word)
    {
        AuditedToken? token = facts.Tokens.FirstOrDefault(token => token.Start >= block.Start && token.End <= block.End && Squeezed(token.Text) == word && !IsInStep(token.Start));
        if (token is not null)
        {
            return (token.Start, token.End);
        }

        int found = source.FindWord(word, block.Start, block.End);
        return found < 0 ? (block.Start, block.End) : (found, found + word.Length);
    }

    private bool IsInStep(int offset) => steps.Exists(step => offset >= step.Start && offset < step.End);

    private void Refuse(int start, int end, string message, string hint) =>
        problems.Add(new Found(start, end, new Problem("packages/impure", message) { Place = source.At(start, end), Hints = [hint] }));

    private static HashSet<string> OwnCommands(AuditFacts facts)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < facts.Tokens.Length; i++)
        {
            if (facts.Tokens[i].Shape == "internalcall" && Squeezed(facts.Tokens[i].Text) is "def" or "export def")
            {
                AuditedToken? name = facts.Tokens.Skip(i + 1).FirstOrDefault(token => token.Shape != "flag");
                names.Add(Unquoted(name?.Text ?? ""));
            }
        }

        return names;
    }

    private static string Squeezed(string text) => Blanks().Replace(text, " ");

    private static string Unquoted(string text) => text.Length >= 2 && text[0] is '"' or '\'' or '`' && text[^1] == text[0] ? text[1..^1] : text;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // $nu is 0 and $env is 2 (nu-protocol, NU_VARIABLE_ID and ENV_VARIABLE_ID); 1 is $in.
    [GeneratedRegex(@"^%\d+, var [02]$")]
    private static partial Regex NuVariable();

    [GeneratedRegex(@"^decl \d+ ""(.*)"", %\d+$")]
    private static partial Regex Called();

    /// <summary>Something that the file must not do, and the bytes that show it.</summary>
    private sealed record Found(int Start, int End, Problem Problem);
}
