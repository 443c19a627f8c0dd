using System.Diagnostics.CodeAnalysis;

namespace Nuka.Formats.Versions;

/// <summary>One specifier: an operator and a version, or a prefix of one.</summary>
internal sealed class Pep440Clause
{
    private readonly string sign;
    private readonly string text;
    private readonly Pep440Version? version;
    private readonly bool prefix;

    private Pep440Clause(string sign, string text, Pep440Version? version, bool prefix)
    {
        this.sign = sign;
        this.text = text;
        this.version = version;
        this.prefix = prefix;
    }

    public bool NamesPrerelease => sign is "==" or ">=" or "<=" or "~=" or "===" && version is { IsPrerelease: true };

    public static bool TryCreate(string sign, string text, [NotNullWhen(true)] out Pep440Clause? clause)
    {
        clause = null;
        bool prefix = text.EndsWith(".*", StringComparison.Ordinal) && sign is "==" or "!=";
        bool isVersion = Pep440Version.TryParse(prefix ? text[..^2] : text, out Pep440Version? version);
        bool allowed = sign == "===" || (isVersion && (sign is "==" or "!=" ? !prefix || !version!.IsLocal : !version!.IsLocal)
            && (sign != "~=" || version!.ReleaseLength >= 2) && (!prefix || !text.Contains("dev", StringComparison.OrdinalIgnoreCase)));
        clause = allowed ? new Pep440Clause(sign, text, version, prefix) : null;
        return allowed;
    }

    public bool Contains(Pep440Version candidate)
    {
        Pep440Version shown = candidate.WithoutLocal();
        return sign switch
        {
            "===" => string.Equals(candidate.ToString(), text, StringComparison.OrdinalIgnoreCase),
            "==" => Matches(candidate),
            "!=" => !Matches(candidate),
            "~=" => shown >= version! && shown.StartsWith(version!, version!.ReleaseLength - 1, releaseOnly: true),
            "<=" => shown <= version!,
            ">=" => shown >= version!,
            "<" => shown < version! && (version!.IsPrerelease || !shown.IsPrerelease || !shown.SameBase(version!)),
            _ => IsAbove(candidate),
        };
    }

    private bool Matches(Pep440Version candidate)
    {
        if (prefix)
        {
            return candidate.StartsWith(version!, version!.ReleaseLength, releaseOnly: false);
        }

        return (version!.IsLocal ? candidate : candidate.WithoutLocal()) == version;
    }

    // `>1.7` takes neither the post-releases nor the local versions of 1.7 (PEP 440, Exclusive ordered comparison).
    private bool IsAbove(Pep440Version candidate) =>
        candidate > version!
        && (version!.IsPostrelease || !candidate.IsPostrelease || !candidate.SameBase(version!))
        && !(candidate.IsLocal && candidate.SameBase(version!));
}
