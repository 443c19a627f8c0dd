
namespace Nuka.Environments.Join;

/// <summary>Checks that each soname has one owner: with two, which one a program gets would be chance.</summary>
public static class SonameOwners
{
    /// <summary>Checks the libraries of all layers.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="table">The sonames of a layer.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>environments/two-owners</c>.</exception>
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
                    throw TwoOwners.Of($"two packages bring the library {soName}", (other.Owner, $"/{other.Path}"), (layer.Owner, $"/{path}"));
                }

                owners[soName] = (layer.Owner, path);
            }
        }
    }
}
