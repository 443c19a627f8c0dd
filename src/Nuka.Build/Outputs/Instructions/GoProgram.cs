using System.Text.RegularExpressions;
using Nuka.Formats.Elf;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// What is known of programs that Go's compiler made, whose build information says for which level (<c>GOAMD64=v1</c>). Below the level that has them it
/// asks before POPCNT, ROUNDSD (of SSE4.1) and VFMADD231SD, in whatever function they are, and no others does it write. Its runtime and standard library
/// hold functions in assembly, which look at <c>internal/cpu</c> first. Source: Go's specification of GOAMD64 ("Minimum requirements", go.dev/wiki) and cmd/compile.
/// </summary>
internal static partial class GoProgram
{
    private static readonly string[] Asked = ["POPCNT", "SSE4.1", "FMA"];

    /// <summary>Whether a file is such a program, made for no higher level.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="sections">Its sections.</param>
    /// <param name="level">The level that was built for.</param>
    internal static bool IsFor(byte[] file, ElfSectionTable sections, int level)
    {
        if (sections.Find(".go.buildinfo") is not { } section)
        {
            return false;
        }

        ReadOnlySpan<byte> information = section.ContentOf(file);
        int at = information.IndexOf("\tGOAMD64=v"u8);
        return at >= 0 && at + 10 < information.Length && information[at + 10] is >= (byte)'1' and <= (byte)'4' and var number && number - '0' <= level;
    }

    /// <summary>Whether a function of such a program asks before it comes to an instruction.</summary>
    /// <param name="name">The name of the function.</param>
    /// <param name="set">What the instruction belongs to.</param>
    internal static bool Asks(string name, InstructionSet set) => Asked.Contains(set.Name) || Own().IsMatch(name);

    // The first are inner parts that have no package; a package of the standard library has no dot in the first part of its path.
    [GeneratedRegex(@"^(?:(?:cmp|count|memeq|index|indexbyte|aeshash)body|runtime|math|hash/\w+|internal/\w+|(?:vendor/golang\.org/x/)?crypto/\w+(?:/\w+)*|math/big)(?:$|\.)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Own();
}
