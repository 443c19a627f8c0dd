using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>One source as written, in either syntax, before it is judged.</summary>
internal sealed class SourceDraft(Place place, bool isOwn)
{
    internal Place Place { get; } = place;

    internal bool IsOwn { get; } = isOwn;

    internal List<string> Types { get; } = [];

    internal List<string> Uris { get; } = [];

    internal List<string> Suites { get; } = [];

    internal List<string> Components { get; } = [];

    /// <summary>Options under their deb822 names, with their words.</summary>
    internal Dictionary<string, List<string>> Options { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key block of a Signed-By field that holds one; empty otherwise.</summary>
    internal string InlineKey { get; set; } = "";

    internal bool IsEnabled => !Options.TryGetValue("Enabled", out List<string>? words) || words.Count == 0 || IsYes(words[0]) != false;

    /// <summary>What apt takes for yes and no. Source: apt-pkg's StringToBool.</summary>
    internal static bool? IsYes(string word) => word.ToLowerInvariant() switch
    {
        "yes" or "true" or "with" or "on" or "enable" or "1" => true,
        "no" or "false" or "without" or "off" or "disable" or "0" => false,
        _ => null,
    };
}
