using Nuka.Platform.Errors;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Realisations;

/// <summary>Signed realisations as rows of the store, and back.</summary>
internal static class RealisationRows
{
    internal static StoredRealisation ToRow(SignedRealisation signed) => new(
        signed.Statement.BuildKey, signed.Statement.Output, signed.Statement.Tree, signed.Statement.Runs, [.. signed.Signer.Bytes], signed.Signature);

    /// <summary>Reads a row and verifies it again.</summary>
    /// <returns><see langword="null"/> if its signature is not right: the disk changed it, or somebody did.</returns>
    internal static SignedRealisation? TryRead(StoredRealisation row)
    {
        try
        {
            return row.Signer.Length == PublicKey.Length && RealisationLimits.IsOutput(row.Output) && row.Runs.Length <= RealisationLimits.RunReferences
                ? SignedRealisation.Verify(
                    new Realisation(row.BuildKey, row.Output, row.Tree, row.Runs), PublicKey.FromBytes(row.Signer.AsSpan()), row.Signature.AsSpan())
                : null;
        }
        catch (NukaException error) when (error.Problem.Code is "trust/bad-signature" or "trust/weak-key")
        {
            return null;
        }
    }
}
