namespace Nuka.Build.Outputs.References;

/// <summary>What was found that makes a reference.</summary>
/// <param name="Kind">How the file refers.</param>
/// <param name="File">The file's path below the output's root, for people.</param>
/// <param name="Word">What it names: a soname, a path, a program, a module.</param>
public sealed record ReferenceEvidence(ReferenceKind Kind, string File, string Word)
{
    /// <summary>The finding as a clause: <c>usr/bin/jq needs the library libonig.so.5</c>.</summary>
    public override string ToString() => Kind switch
    {
        ReferenceKind.Library => $"{File} needs the library {Word}",
        ReferenceKind.Interpreter => $"{File} is loaded by {Word}",
        ReferenceKind.Script => $"{File} is a script for {Word}",
        ReferenceKind.Loaded => $"{File} says that it loads {Word}",
        ReferenceKind.Module => $"{File} requires the pkg-config module {Word}",
        ReferenceKind.Modules => $"{File} finds its modules in {Word}",
        _ => $"{File} is a link to {Word}",
    };
}
