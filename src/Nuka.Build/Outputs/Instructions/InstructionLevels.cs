using System.Collections.Immutable;
using System.Globalization;
using Nuka.Build.Outputs.Strip;
using Nuka.Content.Archives;
using Nuka.Formats.Elf;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// Finds instructions that processors of the level that was built for need not have, outside of functions that run only where they are there: those that
/// say so by their name, those that a resolver chooses, those that ask the processor themselves, and those that the package names. Run it before symbols are
/// stripped: without names all code is looked at as one.
/// </summary>
public static class InstructionLevels
{
    /// <summary>Functions that an error names; the others are counted. Who writes patterns for them wants to see many.</summary>
    private const int ShownFunctions = 40;

    private const int SizeLimitBytes = int.MaxValue - 64;
    private const int MachineOffset = 18;
    private const int BeginningBytes = 20;

    /// <summary>The number of a level by its name: <c>x86-64</c> is 1, <c>x86-64-v3</c> is 3.</summary>
    /// <param name="name">The name, as archspec writes it with hyphens or underscores.</param>
    /// <returns><see langword="null"/> if it is no level of x86-64.</returns>
    public static int? NumberOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace('_', '-') switch
        {
            "x86-64" or "x86-64-v1" => 1,
            "x86-64-v2" => 2,
            "x86-64-v3" => 3,
            "x86-64-v4" => 4,
            _ => null,
        };
    }

    /// <summary>Searches the outputs of a build.</summary>
    /// <param name="outputs">The outputs, unstripped.</param>
    /// <param name="level">The level that was built for, 1 to 4.</param>
    /// <param name="allowances">Functions that the package names.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="NukaException"><c>build/above-level</c>, <c>build/unreadable-output</c>.</exception>
    public static InstructionReport Scan(
        IReadOnlyList<BuildOutput> outputs, int level, OutputAllowances allowances, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(allowances);
        FoundInstructions found = new(allowances.Dispatches);
        foreach (BuildOutput output in outputs)
        {
            OutputWalk.Run(output, entry => Visit(output, entry, level, found), cancellation);
        }

        if (found.Refused.Count > 0)
        {
            string[] shown = [.. found.Refused.GroupBy(finding => finding.Place).Select(
                function => $"{function.Key}: {string.Join(", ", function.Select(finding => finding.What))}")];
            throw new Problem("build/above-level", string.Create(CultureInfo.InvariantCulture, $"the build made code that not every x86-64-v{level} processor runs"))
            {
                Reasons = shown.Length <= ShownFunctions ? [.. shown] : [.. shown.Take(ShownFunctions), $"and {shown.Length - ShownFunctions} more functions"],
                Hints =
                [
                    "it may have looked at this machine's processor: configure it not to (no -march=native)",
                    "if it asks before it goes there, name the functions in the package file: --allow {dispatches: [PATTERN]}",
                ],
            }.ToException();
        }

        return found.ToReport();
    }

    private static void Visit(BuildOutput output, OutputEntry entry, int level, FoundInstructions found)
    {
        if (entry.Status.Kind != FileKind.File || entry.Status.SizeBytes is < BeginningBytes or > SizeLimitBytes)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[BeginningBytes];
        ReadOnlySpan<byte> beginning = entry.ReadBeginning(buffer);
        if (IsForUs(beginning))
        {
            using FileStream content = entry.OpenStream();
            byte[] file = new byte[entry.Status.SizeBytes];
            content.ReadExactly(file);
            ScanFile(output, entry.Shown, file, level, found);
        }
        else if (beginning.StartsWith("!<arch>\n"u8))
        {
            VisitArchive(output, entry, level, found);
        }
    }

    private static void VisitArchive(BuildOutput output, OutputEntry entry, int level, FoundInstructions found)
    {
        try
        {
            using ArReader reader = new(entry.OpenStream());
            while (reader.Next() is { } member)
            {
                byte[] file = new byte[(int)Math.Min(member.SizeBytes, SizeLimitBytes)];
                member.Content.ReadExactly(file);
                if (IsForUs(file) && !DispatchedNames.Tells(FileName.Display(member.Name)))
                {
                    ScanFile(output, $"{entry.Shown}({FileName.Display(member.Name)})", file, level, found);
                }
            }
        }
        catch (NukaException error) when (error.Problem.Code.StartsWith("content/archive-", StringComparison.Ordinal))
        {
            found.Unread.Add($"{entry.Shown}: {error.Problem.Message}");
        }
    }

    private static bool IsForUs(ReadOnlySpan<byte> file) => file.Length >= BeginningBytes && ElfFile.IsElf(file) && file[4] == 2 && file[5] == 1
        && file[MachineOffset] == StripPlan.MachineX8664 && file[MachineOffset + 1] == 0;

    private static void ScanFile(BuildOutput output, string shown, byte[] file, int level, FoundInstructions found)
    {
        if (ElfSectionTable.TryRead(file) is not { } sections || new CodeScan(file, sections, level).Run() is not { } code)
        {
            found.Unread.Add($"{shown}: it is damaged");
            return;
        }

        found.Judge(output.Name, shown, code, GoProgram.IsFor(file, sections, level));
    }
}
