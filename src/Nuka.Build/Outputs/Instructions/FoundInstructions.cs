using System.Collections.Immutable;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>Judges what was found in files: which functions run only where their instructions are there.</summary>
internal sealed class FoundInstructions(ImmutableArray<string> patterns)
{
    private readonly List<(InstructionFinding Finding, string Pattern)> allowed = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    internal List<InstructionFinding> Refused { get; } = [];

    internal List<string> Unread { get; } = [];

    internal InstructionReport ToReport() => new([.. allowed], [.. patterns.Where(pattern => !used.Contains(pattern))], [.. Unread]);

    /// <summary>Judges the functions of one file.</summary>
    /// <param name="output">The output that it is in.</param>
    /// <param name="file">Its path.</param>
    /// <param name="code">Its functions.</param>
    /// <param name="isGo">Whether it is a program of Go for this level (<see cref="GoProgram"/>).</param>
    internal void Judge(string output, string file, List<FunctionCode> code, bool isGo)
    {
        HashSet<ulong> chosen = [.. code.SelectMany(function => function.Computed)];
        HashSet<string> chosenNames = [.. code.Where(function => chosen.Contains(function.Address)).SelectMany(function => function.Names)];
        foreach (FunctionCode function in code)
        {
            if (function.IsUnread)
            {
                Unread.Add($"{file}: {function.Names[0]}");
            }

            if (function.Sets.Count == 0 || function.AsksProcessor || function.Names.Any(name => DispatchedNames.Tells(name) || chosenNames.Contains(Stem(name))))
            {
                continue;
            }

            string? pattern = patterns.FirstOrDefault(pattern => function.Names.Any(name => PathPattern.Matches(pattern, name)));
            foreach ((InstructionSet set, long offset) in function.Sets.Where(pair => !isGo || !GoProgram.Asks(function.Names[0], pair.Key)).OrderBy(pair => pair.Value))
            {
                InstructionFinding finding = new(output, file, function.Names[0], offset, set);
                if (pattern is null)
                {
                    Refused.Add(finding);
                }
                else
                {
                    used.Add(pattern);
                    allowed.Add((finding, pattern));
                }
            }
        }
    }

    /// <summary>Compilers put parts of a function elsewhere, under its name and a dot.</summary>
    private static string Stem(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and int dot ? name[..dot] : name;
}
