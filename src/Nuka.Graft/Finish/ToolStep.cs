using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;

namespace Nuka.Graft.Finish;

/// <summary>A tool of the environment that makes caches, and all that it sees.</summary>
/// <param name="Step">How it is called.</param>
/// <param name="Root">What it sees, whatever it makes.</param>
/// <param name="Units">What it works on one by one, each with what it makes of it; one unit with everything where it cannot be told apart.</param>
internal sealed record ToolStep(BuildStep Step, ToolRoot Root, ImmutableArray<ToolUnit> Units)
{
    private const string Context = "nuka finish tool v1";

    /// <summary>A tool whose work is one piece.</summary>
    internal static ToolStep Whole(BuildStep step, ToolRoot root, ToolRoot nothing) => new(WithLibraries(step, root), root, [new ToolUnit("", nothing, _ => true)]);

    /// <summary>A tool whose work on each unit depends on that unit alone. It is called with the directories that hold them.</summary>
    internal static ToolStep OfUnits(BuildStep step, ToolRoot root, ImmutableArray<ToolUnit> units) => new(WithLibraries(step, root), root, units);

    /// <summary>For each unit what its result depends on, hashed: how the tool is called (directories of units excepted), in what sandbox, and every path and digest that it sees.</summary>
    internal ImmutableArray<Digest> Keys()
    {
        StringBuilder common = new();
        foreach (string part in new[] { ToolSteps.Identity, BuildSandbox.Identity, UpperReader.Identity }.Concat(Step.Arguments)
            .Concat(Step.Variables.Select(variable => $"{variable.Name}={variable.Value}")))
        {
            common.Append(CultureInfo.InvariantCulture, $"{part.Length} {part}\n");
        }

        Root.Describe(common);
        Digest shared = Blake3.DeriveKey(Context, Encoding.UTF8.GetBytes(common.ToString()));
        return [.. Units.Select(unit => Key(shared, unit))];
    }

    /// <summary>The call for some of the units: their own directories are there, and no others.</summary>
    internal BuildStep CallFor(IEnumerable<ToolUnit> units) => Step with
    {
        Arguments = Step.Arguments.AddRange(units.Where(unit => unit.Path.Length > 0).Select(unit => "/" + unit.Path[..unit.Path.LastIndexOf('/')]).Distinct()),
    };

    private static Digest Key(Digest shared, ToolUnit unit)
    {
        StringBuilder text = new(shared.ToString());
        text.Append('\n');
        unit.Input.Describe(text);
        return Blake3.DeriveKey(Context, Encoding.UTF8.GetBytes(text.ToString()));
    }

    // There is no cache of the loader in a tool's root: it would differ with every library of the whole.
    private static BuildStep WithLibraries(BuildStep step, ToolRoot root) => root.LibraryDirectories.Count == 0 ? step
        : step with { Variables = step.Variables.Add(("LD_LIBRARY_PATH", string.Join(':', root.LibraryDirectories))) };
}
