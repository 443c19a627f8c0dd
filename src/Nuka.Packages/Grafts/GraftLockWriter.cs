using System.Collections.Immutable;
using System.Text;
using Nuka.Formats.Toml;
using Nuka.Packages.Identity;

namespace Nuka.Packages.Grafts;

/// <summary>Writes <c>[grafts]</c> in its one canonical form.</summary>
internal static class GraftLockWriter
{
    internal static string Write(ImmutableArray<GraftEntry> entries)
    {
        StringBuilder text = new($"[{GraftLock.Key}]\nversion = {TomlText.Integer(GraftLockReader.Version)}\n");
        foreach (GraftEntry entry in entries)
        {
            text.Append("\n[[grafts.graft]]\nname = ").Append(TomlText.String(entry.Name)).Append("\nplatform = ").Append(TomlText.String(entry.Platform)).Append('\n');
            foreach (LockedGraft package in entry.Packages)
            {
                GraftIr graft = package.Graft;
                text.Append("\n[[grafts.graft.package]]\n");
                (string, string)[] fields =
                [
                    ("archive", TomlText.String(graft.Archive)), ("name", TomlText.String(graft.Name)), ("version", TomlText.String(graft.Version)),
                    ("arch", TomlText.String(graft.Architecture)), ("file", TomlText.String(package.File)), ("sha256", TomlText.String(graft.Sha256)),
                    ("size", TomlText.Integer(package.SizeBytes)),
                ];
                foreach ((string key, string value) in fields)
                {
                    text.Append(key).Append(" = ").Append(value).Append('\n');
                }
            }
        }

        return text.ToString();
    }
}
