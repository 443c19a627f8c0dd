namespace Nuka.Graft.Sources;

/// <summary>Addresses of archives as text.</summary>
public static class SourceAddress
{
    /// <summary>An address as it may be shown and stored: user name and password are left off.</summary>
    /// <param name="address">The address.</param>
    public static string WithoutCredentials(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return address;
        }

        int slash = address.IndexOf('/', scheme + 3);
        int at = address.LastIndexOf('@', (slash < 0 ? address.Length : slash) - 1);
        return at < scheme + 3 ? address : string.Concat(address.AsSpan(0, scheme + 3), address.AsSpan(at + 1));
    }

    /// <summary>Joins a base address and a relative path of an archive, whose bytes that may not stand in an address are escaped.</summary>
    /// <param name="baseAddress">The base address, with or without a final slash.</param>
    /// <param name="path">The path, without a first slash.</param>
    public static Uri Join(string baseAddress, string path)
    {
        // '%' in a path of the archive means itself; '+', '~' and ':' stand in file names of packages and need no escape.
        string escaped = string.Join('/', path.Split('/').Select(part =>
            System.Uri.EscapeDataString(part).Replace("%2B", "+", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)));
        string start = baseAddress.StartsWith("copy:", StringComparison.Ordinal) ? string.Concat("file:", baseAddress.AsSpan(5)) : baseAddress;
        if (start.StartsWith("file:/", StringComparison.Ordinal) && !start.StartsWith("file://", StringComparison.Ordinal))
        {
            start = string.Concat("file://", start.AsSpan(5));
        }

        return new Uri($"{start.TrimEnd('/')}/{escaped}", UriKind.Absolute);
    }
}
