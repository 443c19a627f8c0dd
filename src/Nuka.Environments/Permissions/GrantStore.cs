using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Environments.Permissions;

/// <summary>
/// The grants of one state directory: a file for each project, named by <see cref="ProjectKey"/>. The format is specified in
/// specs/permissions.md.
/// </summary>
/// <param name="directory">The directory <c>grants-v1</c> of the state; made when the first grant is written.</param>
public sealed class GrantStore(string directory)
{
    private const string Header = "nuka grant 1";

    /// <summary>Where the grant of a project is, or would be. The launcher's plans name it, present or absent.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    public string FileOf(string projectDirectory) => Path.Combine(directory, ProjectKey.Of(projectDirectory));

    /// <summary>What was granted to a project; nothing if nobody ever did.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <exception cref="NukaException"><c>environments/bad-grant</c>: the file is not one that nuka wrote.</exception>
    public Grant Read(string projectDirectory)
    {
        string path = FileOf(projectDirectory);
        if (!File.Exists(path))
        {
            return new Grant(projectDirectory, PermissionSet.Empty);
        }

        string[] lines = File.ReadAllText(path).Split('\n');
        if (lines.Length < 4 || lines[0] != Header || lines[1] != Escape(projectDirectory) || lines[^1].Length != 0)
        {
            throw Bad(path, "the first lines are not those of a grant for this project");
        }

        PermissionSet granted = PermissionSet.Of(lines[3..^1].Select(line => PermissionGrammar.Parse(line, home: string.Empty)));
        return lines[2] == $"digest {granted.Digest}" ? new Grant(projectDirectory, granted) : throw Bad(path, "its digest is not that of its lines");
    }

    /// <summary>Grants exactly this, in the place of what was granted before.</summary>
    /// <param name="grant">The project and its permissions; an empty set takes everything back.</param>
    public void Write(Grant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        string path = FileOf(grant.ProjectDirectory);
        if (grant.Granted.Items.IsEmpty)
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return;
        }

        PrivateDirectory.Make(directory);
        StringBuilder text = new();
        text.Append(Header).Append('\n').Append(Escape(grant.ProjectDirectory)).Append('\n');
        text.Append("digest ").Append(grant.Granted.Digest).Append('\n');
        text.AppendJoin('\n', grant.Granted.Items).Append('\n');
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()), mode: 0x180);
    }

    private static string Escape(string projectDirectory) => "project " + Uri.EscapeDataString(projectDirectory);

    private static NukaException Bad(string path, string reason) =>
        new Problem("environments/bad-grant", "a grant in the state directory cannot be read")
        {
            Place = new Place(path),
            Reasons = [reason],
            Hints = ["grant again what the project needs   try: nuka grant"],
        }.ToException();
}
