using Nuka.Projects.Exec;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Tests.Exec;

public sealed class RegistryPlaces
{
    [Theory]
    [InlineData("https://registry.example/npm/", "https://registry.example/npm/node/-/node-1.tgz", "npm", "https://registry.example/npm/", "node/-/node-1.tgz")]
    [InlineData("https://registry.example/npm", "https://registry.example/npm/@a%2fb/-/b-1.tgz", "npm", "https://registry.example/npm", "@a/b/-/b-1.tgz")]
    [InlineData("https://registry.example/", "https://files.example:8443/x/node-1.tgz", "npm/files.example:8443", "https://files.example:8443/", "x/node-1.tgz")]
    [InlineData("https://registry.example/npm", "https://registry.example/npm2/a.tgz", "npm/registry.example", "https://registry.example/", "npm2/a.tgz")]
    public void A_file_is_named_by_a_path_within_the_registry_or_within_the_host_that_keeps_it(string registry, string file, string id, string address, string path)
    {
        (LockedSource source, string within) = RegistryOrders.Place(new Uri(registry), new Uri(file));
        Assert.Equal((id, address, path), (source.Id, source.Uri, within));
        Assert.True(LockedSource.IsRegistry(source.Id));
    }
}
