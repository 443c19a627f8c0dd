namespace Nuka.Cli.Output;

/// <summary>Puts styles on text, or leaves it as it is.</summary>
/// <param name="Colored">Whether styles are shown.</param>
internal readonly record struct Palette(bool Colored)
{
    /// <summary>The text in a style. SGR codes of ECMA-48, section 8.3.117.</summary>
    internal string Paint(Style style, string text) => !Colored || style == Style.Plain ? text : $"\u001b[{Code(style)}m{text}\u001b[0m";

    private static string Code(Style style) => style switch
    {
        Style.Bold => "1",
        Style.Error => "1;31",
        Style.Warning => "1;33",
        Style.Good => "32",
        Style.Aside => "36",
        _ => "0",
    };
}
