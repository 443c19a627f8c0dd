using Nuka.Platform.Errors;

namespace Nuka.Environments.Join;

/// <summary>Checks that each soname has one owner: with two, which one a program gets would be chance.</summary>
public static class SonameOwners
{
    /// <summary>Checks the libraries of all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="table">The sonames of a layer.</param>
    /// <exception cref="NukaException"><c>environments/two-owners</c>.</exception>
    public static void Check(IEnumerable<JoinLayer> layers, Func<JoinLayer, SonameTable> table)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(table);
        Dictionary<string, (string Owner, string Path)> owners = new(StringComparer.Ordinal);
        foreach (JoinLayer layer in layers)
        {
            foreach ((string soName, string path) in table(layer).Rows)
            {
                if (owners.TryGetValue(soName, out (string Owner, string Path) other) && other.Path != path && other.Owner != layer.Owner)
                {
                    throw TwoOwners(soName, other, (layer.Owner, path));
                }

                owners[soName] = (layer.Owner, path);
            }
        }
    }

    private static NukaException TwoOwners(string soName, (string Owner, string Path) one, (string Owner, string Path) other) =>
        new Problem("environments/two-owners", $"two packages bring the library {soName}")
        {
            Reasons = [$"{one.Owner} brings /{one.Path}", $"{other.Owner} brings /{other.Path}"],
            Hints =
            [
                $"leave one of the two out; why they are there   try: nuka why {one.Owner.Split(' ')[0]}",
                "or let one stand in a directory of its own, /opt/NAME: name it under `private` in [system] instead",
            ],
        }.ToException();
}
