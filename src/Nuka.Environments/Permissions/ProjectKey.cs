using System.Text;
using Nuka.Content.Hashing;

namespace Nuka.Environments.Permissions;

/// <summary>The name under which the state directory keeps what belongs to one project.</summary>
public static class ProjectKey
{
    private const int KeptDigits = 40;

    /// <summary>The key of a project: the first 160 bits, in hexadecimal, of a BLAKE3 derive-key digest of its path.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    public static string Of(string projectDirectory) =>
        Blake3.DeriveKey("nuka project path v1", Encoding.UTF8.GetBytes(projectDirectory)).ToString()[..KeptDigits];
}
