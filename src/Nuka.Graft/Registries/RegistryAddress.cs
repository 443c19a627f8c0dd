namespace Nuka.Graft.Registries;

/// <summary>
/// Addresses that a registry's answers name. A project's settings name the registry, so an answer may be anybody's: it must not lead to files of
/// this machine, nor from a connection that is secure to one that is not.
/// </summary>
internal static class RegistryAddress
{
    /// <summary>Reads an address that an answer names.</summary>
    /// <param name="registry">The registry that answered; <see langword="null"/> where it is not known any more.</param>
    /// <param name="text">What it says.</param>
    /// <returns>
    /// The address, by https where the registry is reached so; <see langword="null"/> if it is none of the web, unless the registry itself lies in files.
    /// </returns>
    internal static Uri? Read(Uri? registry, string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || !(address.Scheme is "https" or "http" || (address.IsFile && registry is { IsFile: true })))
        {
            return null;
        }

        // Registries behind a proxy that ends TLS name themselves by http.
        bool isDowngrade = address.Scheme == "http" && registry is { Scheme: "https" };
        return !isDowngrade ? address : new UriBuilder(address) { Scheme = "https", Port = address.IsDefaultPort ? -1 : address.Port }.Uri;
    }
}
