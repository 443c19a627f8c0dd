using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Nuka.Packages.Audit;

/// <summary>
/// Finds the parts of a file that are build steps: closures that are written right where <c>derivation</c> is called and are handed to nothing else. They
/// run later, in the build sandbox, so that what they call is no matter of the evaluation. A closure that is kept in a variable first could be run as well.
/// </summary>
internal static partial class BuildSteps
{
    /// <summary>All build steps; what lies in one belongs to it.</summary>
    internal static List<AuditedBlock> Find(AuditFacts facts)
    {
        HashSet<int> handed = [];
        HashSet<int> used = [];
        foreach (AuditedBlock block in facts.Blocks)
        {
            if (block.Instructions is { } instructions)
            {
                Follow(instructions, handed, used);
            }
        }

        return [.. facts.Blocks.Where(block => handed.Contains(block.Id) && !used.Contains(block.Id))];
    }

    private static void Follow(ImmutableArray<Instruction> instructions, HashSet<int> handed, HashSet<int> used)
    {
        Dictionary<string, int> closures = [];
        List<int> pushed = [];
        foreach (Instruction instruction in instructions)
        {
            if (instruction.Operation == "load-literal" && Closure().Match(instruction.Operands) is { Success: true } literal)
            {
                closures[literal.Groups[1].Value] = int.Parse(literal.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (instruction.Operation == "push-positional" && closures.Remove(instruction.Operands.Trim(), out int argument))
            {
                pushed.Add(argument);
            }
            else if (instruction.Operation == "call")
            {
                (instruction.Operands.Contains(" \"derivation\",", StringComparison.Ordinal) ? handed : used).UnionWith(pushed);
                pushed.Clear();
            }
            else
            {
                foreach (Match register in Register().Matches(instruction.Operands))
                {
                    if (closures.Remove(register.Value, out int elsewhere))
                    {
                        used.Add(elsewhere);
                    }
                }
            }
        }

        foreach ((_, int left) in closures)
        {
            used.Add(left);
        }
    }

    [GeneratedRegex(@"^(%\d+), closure\((\d+)\)$")]
    private static partial Regex Closure();

    [GeneratedRegex(@"%\d+")]
    private static partial Regex Register();
}
