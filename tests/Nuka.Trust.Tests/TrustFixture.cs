using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Trust.Keys;

namespace Nuka.Trust.Tests;

/// <summary>A directory of keys, and the key of the specification's example.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public abstract class TrustFixture : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-trust-").FullName;

    internal string Keys => this["keys-v1"];

    internal string this[string name] => Path.Join(_directory, name);

    internal KeyRing Ring => new(Keys);

    internal static SigningKey Example => new(Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

    internal static Problem Refused(Action action) => Assert.Throws<NukaException>(action).Problem;

    public void Dispose()
    {
        // Not every name in it is text.
        using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(_directory)!);
        parent.RemoveTree(Encoding.ASCII.GetBytes(Path.GetFileName(_directory)));
        GC.SuppressFinalize(this);
    }
}
