using System.Security.Cryptography.X509Certificates;
using Nuka.Platform.Files;

namespace Nuka.Graft.NuGet;

/// <summary>
/// The authorities under which packages may be signed: one list for each purpose. An authority that a machine trusts for its web sites has
/// no say here.
/// </summary>
/// <param name="CodeSigning">Those whose certificates may sign a package.</param>
/// <param name="TimeStamping">Those whose certificates may say when it was signed.</param>
public sealed record SigningRoots(X509Certificate2Collection CodeSigning, X509Certificate2Collection TimeStamping)
{
    /// <summary>The authorities of Microsoft's packages, as they came with nuka: the files in <c>Roots/</c>, which name their source.</summary>
    public static SigningRoots OfMicrosoft() => new(Read("code-signing.pem"), Read("time-stamping.pem"));

    private static X509Certificate2Collection Read(string name)
    {
        X509Certificate2Collection read = [];
        read.ImportFromPem(EmbeddedFile.ReadText(typeof(SigningRoots).Assembly, name));
        return read;
    }
}
