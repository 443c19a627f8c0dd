using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>
/// What gyp files set their variables to in the branches that count. A variable decides conditions only if it has one plain value: what a
/// command prints, or what an open branch sets, is not known.
/// </summary>
internal sealed partial class GypVariables(string architecture)
{
    private const int MaximumTexts = 1_000;
    private const int MaximumDepth = 8;
    private readonly Dictionary<string, Setting> settings = new(StringComparer.Ordinal);

    /// <summary>Takes in what a file sets.</summary>
    public void Take(GypValue file) => Take(file, settled: true, variables: false);

    /// <summary>Decides a condition; none if it is open.</summary>
    public bool? Decide(string condition) => GypCondition.Decide(condition, Value);

    /// <summary>A text with values in the places of variables: several where a variable is a list or may have one of several values.</summary>
    /// <returns>None if there is something in it that only a run of gyp tells.</returns>
    public IReadOnlyList<string>? Expand(string text) => Expand(text, 0);

    private List<string>? Expand(string text, int depth)
    {
        Match match = Reference().Match(text);
        if (!match.Success)
        {
            return text.Contains("<!", StringComparison.Ordinal) || text.Contains("<|", StringComparison.Ordinal) ? null : [text];
        }

        if (depth >= MaximumDepth || Values(match.Groups[1].Value) is not { Count: > 0 } values)
        {
            return null;
        }

        List<string> texts = [];
        foreach (string value in values)
        {
            if (Expand(string.Concat(text.AsSpan(0, match.Index), value, text.AsSpan(match.Index + match.Length)), depth + 1) is not { } more || texts.Count + more.Count > MaximumTexts)
            {
                return null;
            }

            texts.AddRange(more);
        }

        return texts;
    }

    private string? Value(string name) => name switch
    {
        "OS" => "linux",
        "target_arch" or "host_arch" => architecture,
        _ => settings.TryGetValue(name, out Setting? setting) && setting is { IsOpen: false, Values: [string one] } && !one.Contains('<', StringComparison.Ordinal) ? one : null,
    };

    private List<string>? Values(string name) =>
        name is "module_root_dir" ? ["."] : Value(name) is { } one ? [one] : settings.GetValueOrDefault(name)?.Values;

    private void Take(GypValue value, bool settled, bool variables)
    {
        foreach (GypValue item in value.Items ?? [])
        {
            Take(item, settled, variables: false);
        }

        foreach ((string key, GypValue inner) in value.Entries ?? [])
        {
            if (GypBranches.Are(key))
            {
                foreach ((GypValue branch, bool open) in (inner.Items ?? []).SelectMany(condition => GypBranches.Of(condition, Decide)))
                {
                    Take(branch, settled && !open, variables);
                }
            }
            else if (variables && key != "variables")
            {
                Set(key, inner, settled);
            }
            else
            {
                Take(inner, settled, key == "variables");
            }
        }
    }

    /// <summary>Sets a variable; a name with <c>%</c> is a default, which stands back where there is a value.</summary>
    private void Set(string key, GypValue value, bool settled)
    {
        string name = key.TrimEnd('%', '+', '=', '?');
        bool isDefault = key.EndsWith('%');
        List<string> texts = value.Text is { } text ? [text] : [.. (value.Items ?? []).Select(item => item.Text).OfType<string>()];
        Setting? before = settings.GetValueOrDefault(name);
        if (before is null || (before is { IsDefault: true, IsOpen: false } && settled && !isDefault))
        {
            settings[name] = new Setting(texts, isDefault, !settled);
        }
        else if (!isDefault || before.IsOpen)
        {
            settings[name] = new Setting([.. before.Values.Union(texts, StringComparer.Ordinal)], before.IsDefault && isDefault, IsOpen: true);
        }
    }

    // `<(x)`, `<@(x)`, `>(x)`, `^(x)`: when gyp puts the value in makes no difference here.
    [GeneratedRegex(@"[<>^]@?\(([A-Za-z_]\w*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private sealed record Setting(List<string> Values, bool IsDefault, bool IsOpen);
}
