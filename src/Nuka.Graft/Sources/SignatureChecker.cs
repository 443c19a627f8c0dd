using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>
/// Checks signatures of Release files with the program gpgv, over copies in a private directory. What is returned is what gpgv
/// itself wrote after checking, or the very bytes it was handed: never the file as it came.
/// </summary>
internal sealed class SignatureChecker(string gpgvPath, string workDirectory)
{
    private static readonly TimeSpan GpgvTimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Checks a text with the signature around it (InRelease).</summary>
    /// <param name="file">The bytes as they came.</param>
    /// <param name="keyrings">Keyring files.</param>
    /// <param name="fingerprints">Keys that may sign; empty: all of the keyrings.</param>
    /// <param name="source">The source's name, for errors.</param>
    /// <param name="cancellationToken">Stops gpgv.</param>
    /// <exception cref="NukaException"><c>graft/bad-signature</c>, <c>graft/no-gpgv</c>.</exception>
    internal async Task<SignedText> CheckInlineAsync(
        byte[] file, ImmutableArray<string> keyrings, ImmutableArray<string> fingerprints, string source, CancellationToken cancellationToken)
    {
        if (!HasOneSignedMessage(file))
        {
            throw Fault(source, ["it is not one signed message and nothing else"]);
        }

        string input = Place("InRelease");
        string output = Place("verified");
        await File.WriteAllBytesAsync(input, file, cancellationToken);
        GpgvStatus status = await RunAsync(keyrings, ["--output", output, input], cancellationToken);
        string signer = status.FindSigner(fingerprints) ?? throw Fault(source, status.Reasons);
        return new SignedText(await File.ReadAllBytesAsync(output, cancellationToken), signer);
    }

    /// <summary>Checks a text with its signature beside it (Release, Release.gpg).</summary>
    internal async Task<SignedText> CheckDetachedAsync(
        byte[] text,
        byte[] signature,
        ImmutableArray<string> keyrings,
        ImmutableArray<string> fingerprints,
        string source,
        CancellationToken cancellationToken)
    {
        string input = Place("Release");
        string beside = Place("Release.gpg");
        await File.WriteAllBytesAsync(input, text, cancellationToken);
        await File.WriteAllBytesAsync(beside, signature, cancellationToken);
        GpgvStatus status = await RunAsync(keyrings, [beside, input], cancellationToken);
        string signer = status.FindSigner(fingerprints) ?? throw Fault(source, status.Reasons);
        return new SignedText(text, signer);
    }

    /// <summary>
    /// Whether the file is a single clear-signed message from its first byte to its last: text before, after or between could
    /// otherwise be mistaken for signed.
    /// </summary>
    private static bool HasOneSignedMessage(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> begin = "-----BEGIN PGP SIGNED MESSAGE-----"u8;
        ReadOnlySpan<byte> signature = "-----BEGIN PGP SIGNATURE-----"u8;
        ReadOnlySpan<byte> end = "-----END PGP SIGNATURE-----"u8;
        file = file.TrimEnd("\r\n \t"u8);
        return file.StartsWith(begin) && file.EndsWith(end) && file.LastIndexOf(begin) == 0
            && file.IndexOf(signature) == file.LastIndexOf(signature) && file.IndexOf(signature) > 0
            && file.IndexOf(end) == file.Length - end.Length;
    }

    private static NukaException Fault(string source, ImmutableArray<string> reasons) =>
        new Problem("graft/bad-signature", $"the release of {source} is not signed by a key that may sign it")
        {
            Reasons = reasons.IsEmpty ? ["gpgv found no signature that counts"] : reasons,
            Hints = ["if the archive has a new key, get its keyring by a way you trust and name it with Signed-By"],
        }.ToException();

    private string Place(string name) => Path.Combine(workDirectory, name);

    private async Task<GpgvStatus> RunAsync(ImmutableArray<string> keyrings, string[] files, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(gpgvPath)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workDirectory,
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        foreach (string argument in (string[])["--homedir", workDirectory, "--status-fd", "1"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string keyring in keyrings)
        {
            start.ArgumentList.Add("--keyring");
            start.ArgumentList.Add(keyring);
        }

        Array.ForEach(files, start.ArgumentList.Add);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(GpgvTimeLimit);
        using Process process = Start(start);
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> messages = process.StandardError.ReadToEndAsync(patience.Token);
            await Task.WhenAll(output, messages);
            await process.WaitForExitAsync(patience.Token);
            return GpgvStatus.Parse(await output);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new Problem("graft/no-gpgv", $"the program gpgv cannot be started: {gpgvPath}")
            {
                Reasons = ["without it no signature of an archive can be checked"],
                Hints = ["install gpgv with the machine's own package manager"],
            }.ToException(error);
        }
    }
}
