using System.Text;

namespace Nuka.Graft.Unpack;

/// <summary>The first paragraph of a control file, deb-control(5): fields by name, without case.</summary>
internal static class ControlFields
{
    /// <summary>Reads the paragraph.</summary>
    internal static Dictionary<string, string> Read(ReadOnlySpan<byte> control)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        string name = "";
        foreach (string line in Encoding.UTF8.GetString(control).Split('\n'))
        {
            string text = line.TrimEnd('\r', ' ', '\t');
            if (text.Length == 0)
            {
                if (fields.Count > 0)
                {
                    break;
                }
            }
            else if (text[0] is ' ' or '\t')
            {
                fields[name] = fields.GetValueOrDefault(name) + "\n" + text;
            }
            else if (text[0] != '#')
            {
                int colon = text.IndexOf(':', StringComparison.Ordinal);
                name = colon > 0 ? text[..colon] : throw GraftProblem.BadPackage("a line of its control file is neither a field nor continues one");
                if (!fields.TryAdd(name, text[(colon + 1)..].Trim()))
                {
                    throw GraftProblem.BadPackage($"its control file states the field {name} twice");
                }
            }
        }

        return fields;
    }

    /// <summary>A field that must be there, with only the characters that names and versions may have; never a path.</summary>
    internal static string Required(Dictionary<string, string> fields, string name)
    {
        string value = fields.GetValueOrDefault(name, "");
        bool plain = value.Length is > 0 and <= 200 && char.IsAsciiLetterOrDigit(value[0])
            && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '+' or '-' or '~' or ':');
        return plain ? value : throw GraftProblem.BadPackage($"its control file has no usable field {name}");
    }
}
