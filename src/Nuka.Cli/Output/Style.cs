namespace Nuka.Cli.Output;

/// <summary>The few styles that are used; colour never carries the meaning alone.</summary>
internal enum Style
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Headings and names.</summary>
    Bold,

    /// <summary>An error.</summary>
    Error,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>A check that passed.</summary>
    Good,

    /// <summary>Hints and frames.</summary>
    Aside,
}
