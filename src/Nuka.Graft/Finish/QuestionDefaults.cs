using System.Text;

namespace Nuka.Graft.Finish;

/// <summary>The default answers of a package's debconf questions, debconf-devel(7): fields <c>Template</c> and <c>Default</c> of paragraphs.</summary>
internal static class QuestionDefaults
{
    /// <summary>Reads templates.</summary>
    /// <returns>Lines <c>name TAB default</c>.</returns>
    internal static string Read(string templates)
    {
        StringBuilder answers = new();
        foreach (string paragraph in templates.Replace("\r", "", StringComparison.Ordinal).Split("\n\n"))
        {
            string name = Field(paragraph, "Template:");
            if (name.Length > 0)
            {
                answers.Append(name).Append('\t').Append(Field(paragraph, "Default:")).Append('\n');
            }
        }

        return answers.ToString();
    }

    private static string Field(string paragraph, string name) =>
        paragraph.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..].Trim().Replace('\t', ' ') ?? "";
}
