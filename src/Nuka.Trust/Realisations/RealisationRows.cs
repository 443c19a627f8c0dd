using Nuka.Platform.Errors;
using Nuka.Store;
using Nuka.Trust.Keys;

namespace Nuka.Trust.Realisations;

/// <summary>Signed realisations as the store keeps them, and back.</summary>
public static class RealisationRows
{
    /// <summary>What the store keeps of one.</summary>
    /// <param name="signed">The realisation.</param>
    public static StoredRealisation ToRow(SignedRealisation signed)
    {
        ArgumentNullException.ThrowIfNull(signed);
        return new StoredRealisation(
            signed.Statement.BuildKey, signed.Statement.Output, signed.Statement.Tree, signed.Statement.Runs, [.. signed.Signer.Bytes], signed.Signature);
    }

    /// <summary>Reads a row, and verifies it again.</summary>
    /// <param name="row">The row.</param>
    /// <returns><see langword="null"/> if its signature is not right: the disk changed it, or somebody did.</returns>
    public static SignedRealisation? TryRead(StoredRealisation row) => TryRead(row, isImpure: false) ?? TryRead(row, isImpure: true);

    /// <summary>The purpose that it was signed for is not in the row: the signature is right for one at most.</summary>
    private static SignedRealisation? TryRead(StoredRealisation row, bool isImpure)
    {
        ArgumentNullException.ThrowIfNull(row);
        try
        {
            return row.Signer.Length == PublicKey.Length && RealisationLimits.IsOutput(row.Output) && row.Runs.Length <= RealisationLimits.RunReferences
                ? SignedRealisation.Verify(
                    new Realisation(row.BuildKey, row.Output, row.Tree, row.Runs), PublicKey.FromBytes(row.Signer.AsSpan()), row.Signature.AsSpan(), isImpure)
                : null;
        }
        catch (NukaException error) when (error.Problem.Code is "trust/bad-signature" or "trust/weak-key")
        {
            return null;
        }
    }
}
