using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nuka.Packages.Audit;

/// <summary>
/// Finds values that say where they came from: as text, a closure is Nushell's number for it, and an error that was caught has its place among all files that
/// are loaded. Both are others wherever other files are evaluated too. So a closure stands where it is run, and what was caught is not looked at.
/// </summary>
internal static partial class ValueRules
{
    /// <summary>Commands that run the one closure that they are given, and keep no other.</summary>
    private static readonly FrozenSet<string> Runners = new[]
    {
        "all", "any", "chunk-by", "collect", "default", "derivation", "do", "each", "each while", "filter", "generate", "group-by", "insert", "items", "reduce", "rename",
        "skip until", "skip while", "sort-by", "split list", "take until", "take while", "update", "update cells", "upsert", "where", "zip",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The numbers of closures that are kept or handed on as values.</summary>
    /// <param name="instructions">A block.</param>
    internal static IEnumerable<int> KeptClosures(ImmutableArray<Instruction> instructions)
    {
        Dictionary<string, int> loaded = [];
        List<int> pushed = [];
        foreach (Instruction instruction in instructions)
        {
            if (instruction.Operation == "load-literal" && Closure().Match(instruction.Operands) is { Success: true } literal)
            {
                if (loaded.TryGetValue(literal.Groups[1].Value, out int before))
                {
                    yield return before; // on another way
                }

                loaded[literal.Groups[1].Value] = int.Parse(literal.Groups[2].Value, CultureInfo.InvariantCulture);
                continue;
            }

            foreach (string register in Register().Matches(instruction.Operands).Select(match => match.Value).Where(loaded.ContainsKey))
            {
                if (instruction.Operation is "push-positional" or "push-named" or "push-short-named")
                {
                    pushed.Add(loaded[register]);
                }
                else if (instruction.Operation is not ("drop" or "drain" or "span"))
                {
                    yield return loaded[register];
                }

                loaded.Remove(register);
            }

            if (instruction.Operation == "call")
            {
                bool runs = Called().Match(instruction.Operands) is { Success: true } call && Runners.Contains(call.Groups[1].Value);
                foreach (int kept in runs ? pushed.Skip(1) : pushed)
                {
                    yield return kept;
                }

                pushed.Clear();
            }
        }
    }

    /// <summary>Whether a block looks at an error that it caught.</summary>
    /// <param name="instructions">A block.</param>
    internal static bool LooksAtErrors(ImmutableArray<Instruction> instructions) =>
        instructions.Where(one => one.Operation == "on-error-into").Select(one => Handler().Match(one.Operands))
            .Any(match => !match.Success || !IsOverwritten(instructions, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value));

    /// <summary>Whether what a register holds is gone before anything else is done with it, whichever way is taken.</summary>
    private static bool IsOverwritten(ImmutableArray<Instruction> instructions, int from, string register)
    {
        foreach (Instruction instruction in instructions.Skip(from))
        {
            string[] registers = [.. Register().Matches(instruction.Operands).Select(match => match.Value)];
            if (registers.Contains(register))
            {
                return instruction.Operation == "drop"
                    || (instruction.Operation is "load-literal" or "load-variable" && registers[0] == register && registers.Count(one => one == register) == 1);
            }

            if (instruction.Operation is "jump" or "match" or "iterate" or "return" or "return-early" || instruction.Operation.StartsWith("branch", StringComparison.Ordinal)
                || instruction.Operation.StartsWith("on-error", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^(%\d+), (?:closure|block|row_condition)\((\d+)\)$")]
    private static partial Regex Closure();

    [GeneratedRegex(@"%\d+")]
    private static partial Regex Register();

    [GeneratedRegex(@"^decl \d+ ""(.*)"", %\d+$")]
    private static partial Regex Called();

    [GeneratedRegex(@"^(\d+), (%\d+)$")]
    private static partial Regex Handler();
}
