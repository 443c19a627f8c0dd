using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Nuka.Content.Hashing;
using Nuka.Graft.Download;
using Nuka.Platform.Files;

namespace Nuka.Graft.Registries;

/// <summary>
/// What a registry of packages answered. Where it cannot be asked, what it said last serves on: archives are verified by what they hash to
/// in any case.
/// </summary>
/// <param name="directory">The directory in which answers are kept.</param>
/// <param name="fetcher">Opens addresses.</param>
/// <param name="isOffline">Whether the network may not be used.</param>
/// <param name="time">The clock; <see langword="null"/>: that a kept answer was of use is not noted.</param>
internal sealed class KeptAnswers(string directory, Fetcher fetcher, bool isOffline, TimeProvider? time)
{
    // The longest answers known, descriptions of all versions of a package, have 2 MB.
    private const int AnswerBytes = 64 << 20;

    /// <summary>Asks.</summary>
    /// <param name="address">What is asked; <see langword="null"/> where nobody knows the registry: then only what was kept under the key is looked at.</param>
    /// <param name="key">Names the question.</param>
    /// <param name="headers">Further request headers.</param>
    /// <param name="read">Reads an answer; <see langword="null"/> if it is none.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The answer; <see langword="null"/> if there is none now and never was.</returns>
    internal Task<T?> AskAsync<T>(
        Uri? address, string key, IReadOnlyList<KeyValuePair<string, string>>? headers, Func<JsonElement, T?> read, CancellationToken cancellation)
        where T : class => AskBytesAsync(address, key, headers, answer => Read(answer, read), cancellation);

    /// <summary>Asks where an answer may be something else than JSON.</summary>
    internal async Task<T?> AskBytesAsync<T>(
        Uri? address, string key, IReadOnlyList<KeyValuePair<string, string>>? headers, Func<byte[], T?> read, CancellationToken cancellation)
        where T : class
    {
        string kept = Path.Combine(directory, Blake3.Hash(Encoding.UTF8.GetBytes(key)).ToString() + ".json");
        byte[]? answer = isOffline || address is null ? null : await FetchAsync(address, headers, cancellation);
        if (answer is not null && read(answer) is { } fresh)
        {
            Directory.CreateDirectory(directory);
            AtomicFile.Write(kept, answer);
            return fresh;
        }

        if (!File.Exists(kept))
        {
            return null;
        }

        Touch(kept);
        return read(await File.ReadAllBytesAsync(kept, cancellation));
    }

    /// <summary>Notes that an answer was asked for: those that nobody asks for any more are collected (<see cref="DownloadCollection"/>).</summary>
    private void Touch(string kept)
    {
        try
        {
            if (time is not null)
            {
                File.SetLastWriteTimeUtc(kept, time.GetUtcNow().UtcDateTime);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It is of use all the same where nothing can be written.
        }
    }

    private async Task<byte[]?> FetchAsync(Uri address, IReadOnlyList<KeyValuePair<string, string>>? headers, CancellationToken cancellation)
    {
        try
        {
            return Plain(await fetcher.FetchSmallAsync(address, AnswerBytes, headers, cancellation));
        }
        catch (Exception none) when (none is FetchFailure or InvalidDataException)
        {
            // What was kept, or nothing: the caller says what is missing for want of it.
            return null;
        }
    }

    /// <summary>NuGet's registrations are stored compressed, and come so whether one asks for that or not.</summary>
    private static byte[] Plain(byte[] answer)
    {
        if (!answer.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return answer;
        }

        using GZipStream unpacked = new(new MemoryStream(answer), CompressionMode.Decompress);
        byte[] whole = new byte[AnswerBytes];
        int length = unpacked.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false);
        return whole[..length];
    }

    /// <summary>Reads an answer that is an object of JSON.</summary>
    internal static T? Read<T>(byte[] answer, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or a value of another kind than was asked for, or half a character
        }
    }
}
