using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Unpack;

namespace Nuka.Graft.Finish;

/// <summary>What a finish layer depends on, as text, and its hash; specs/finish.md shows it.</summary>
internal static class FinishIdentity
{
    /// <summary>Part of the layer's identity: raised whenever scripts are read or judged in another way.</summary>
    internal const string Scripts = "scripts/1";

    private const string Context = "nuka finish layer v1";

    internal static string Text(IEnumerable<IFinishHandler> handlers, IEnumerable<GraftedPackage> packages)
    {
        StringBuilder text = new();
        foreach (string part in handlers.Select(handler => handler.Identity).Append(ToolSteps.Identity).Append(ScriptShims.Identity)
            .Append(BuildSandbox.Identity).Append(UpperReader.Identity).Append(Scripts).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"handler {part}\n");
        }

        foreach (GraftedPackage package in packages)
        {
            text.Append(CultureInfo.InvariantCulture, $"package {package.Name} {package.Architecture} {package.Tree} {package.Control}\n");
        }

        return text.ToString();
    }

    internal static Digest Hash(string text) => Blake3.DeriveKey(Context, Encoding.UTF8.GetBytes(text));
}
