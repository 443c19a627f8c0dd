namespace Nuka.Formats.Toml;

/// <summary>How a table came to be, which decides what may still be added to it.</summary>
internal enum TomlTableOrigin
{
    /// <summary>The document itself.</summary>
    Root,

    /// <summary>Its own <c>[header]</c> or <c>[[header]]</c>.</summary>
    Header,

    /// <summary>Only the header of a table below it.</summary>
    Implied,

    /// <summary>A dotted key.</summary>
    Dotted,

    /// <summary>Written as <c>{ … }</c>; nothing can be added from outside.</summary>
    Inline,
}
