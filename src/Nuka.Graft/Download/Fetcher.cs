using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Graft.Sources;
using Nuka.Platform.Files;

namespace Nuka.Graft.Download;

/// <summary>
/// Opens addresses: <c>http</c>, <c>https</c> (through the proxies handed in; never from https back to http) and <c>file</c>.
/// It verifies nothing: its callers do. Safe for use by several threads.
/// </summary>
public sealed class Fetcher : IDisposable
{
    private const int RedirectLimit = 8;

    private readonly HttpClient client;
    private readonly FetchProxy proxy;
    private readonly TimeSpan idleTimeout;
    private readonly AptConfiguration apt;
    private readonly ImmutableArray<AptLogin> logins;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="settings">How the network is reached.</param>
    public Fetcher(FetcherSettings settings)
    {
        idleTimeout = settings.IdleTimeout;
        apt = settings.Apt;
        logins = [.. settings.ArchiveAddresses.Select(AptLogin.OfAddress).OfType<AptLogin>()];
        proxy = new FetchProxy(settings);
        client = new HttpClient(new SocketsHttpHandler
        {
            Proxy = proxy,
            UseProxy = true,
            ConnectTimeout = settings.ConnectTimeout,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("nuka", "0.1"));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Opens an address.</summary>
    /// <param name="address">The address; a user name and password in it are sent as basic authorisation.</param>
    /// <param name="offset">Where to begin; the answer may begin at 0 all the same.</param>
    /// <param name="headers">Further request headers, no secrets: they are sent to whomever the server names too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FetchFailure">There is nothing to be had.</exception>
    internal async Task<FetchResponse> OpenAsync(
        Uri address, long offset, IReadOnlyList<KeyValuePair<string, string>>? headers, CancellationToken cancellationToken)
    {
        if (address.IsFile)
        {
            return OpenFile(address, offset);
        }

        HttpResponseMessage response = await FollowAsync(address, offset, headers, cancellationToken);
        try
        {
            return await ReadAnswerAsync(response, offset, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Reads from an answer; a silent server counts as a lost connection.</summary>
    internal async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(idleTimeout);
        try
        {
            return await content.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFailure("the server stopped sending", isFinal: false, error) { Reach = FetchReach.Connection };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new FetchFailure("the connection was lost", isFinal: false, error) { Reach = FetchReach.Connection };
        }
    }

    /// <summary>Fetches a small file whole.</summary>
    /// <param name="address">The address.</param>
    /// <param name="sizeLimitBytes">What is larger is refused.</param>
    /// <param name="headers">Further request headers.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="FetchFailure">There is nothing to be had.</exception>
    internal async Task<byte[]> FetchSmallAsync(
        Uri address, int sizeLimitBytes, IReadOnlyList<KeyValuePair<string, string>>? headers, CancellationToken cancellationToken)
    {
        using FetchResponse response = await OpenAsync(address, 0, headers, cancellationToken);
        using MemoryStream whole = new();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = await ReadAsync(response.Content, buffer, cancellationToken)) > 0)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > sizeLimitBytes)
            {
                throw new FetchFailure($"the file is larger than {sizeLimitBytes} bytes", isFinal: true);
            }
        }

        return whole.ToArray();
    }

    /// <summary>A source may name any file of this machine: a pipe is not waited for, and no device is read.</summary>
    private static FetchResponse OpenFile(Uri address, long offset)
    {
        try
        {
            SafeFileHandle handle = RegularFile.TryOpen(address.LocalPath) ?? throw new FetchFailure("there is no such file", isFinal: true);
            FileStream file = new(handle, FileAccess.Read, bufferSize: 0);
            long begin = offset <= file.Length ? offset : 0;
            file.Position = begin;
            return new FetchResponse(file, begin, file.Length, null);
        }
        catch (FileError error)
        {
            throw new FetchFailure(RegularFile.Describe(error), isFinal: true, error);
        }
    }

    /// <summary>Where an answer leads: never to files, nor from a secure address to one that is not.</summary>
    /// <param name="from">The address that was asked.</param>
    /// <param name="response">The answer.</param>
    /// <returns><see langword="null"/> if it leads nowhere.</returns>
    internal static Uri? FindNext(Uri from, HttpResponseMessage response)
    {
        bool isMoved = (int)response.StatusCode is 300 or 301 or 302 or 303 or 307 or 308;
        return isMoved && response.Headers.Location is { } location && Uri.TryCreate(from, location, out Uri? next)
            && (next.Scheme == "https" || (next.Scheme == "http" && from.Scheme == "http")) ? next : null;
    }

    /// <summary>
    /// Asks, and asks on where the answer leads elsewhere. The client could do that by itself, but every address has a proxy of its own, which must be good.
    /// </summary>
    private async Task<HttpResponseMessage> FollowAsync(
        Uri address, long offset, IReadOnlyList<KeyValuePair<string, string>>? headers, CancellationToken cancellationToken)
    {
        string? userInfo = address.UserInfo.Length > 0 ? address.UserInfo : logins.FirstOrDefault(login => login.IsFor(address))?.UserInfo ?? apt.FindLogin(address);
        Uri place = address;
        for (int followed = 0; ; followed++)
        {
            proxy.RequireGood(place);

            // The login is for who was asked first alone.
            using HttpRequestMessage request = MakeRequest(place, followed == 0 ? userInfo : null, offset, headers);
            HttpResponseMessage response = await SendAsync(request, cancellationToken);
            if (followed == RedirectLimit || FindNext(place, response) is not { } next)
            {
                return response;
            }

            response.Dispose();
            place = next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(idleTimeout);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFailure("the server does not answer", isFinal: false, error) { Reach = FetchReach.Nothing };
        }
        catch (HttpRequestException error)
        {
            throw new FetchFailure(Describe(error), isFinal: false, error)
            {
                Reach = error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError ? FetchReach.Nothing : FetchReach.Connection,
            };
        }
    }

    private static HttpRequestMessage MakeRequest(Uri address, string? userInfo, long offset, IReadOnlyList<KeyValuePair<string, string>>? headers)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (userInfo is not null)
        {
            string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo)));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }

        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        foreach ((string name, string value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<FetchResponse> ReadAnswerAsync(HttpResponseMessage response, long offset, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            bool isFinal = status is >= 300 and < 500 and not 408 and not 416 and not 425 and not 429;
            TimeSpan wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
            throw new FetchFailure($"the server answered {status} {response.ReasonPhrase}".TrimEnd(), isFinal) { RetryAfter = wait };
        }

        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        long begin = response.StatusCode == HttpStatusCode.PartialContent ? range?.From ?? -1 : 0;
        if (begin != 0 && begin != offset)
        {
            throw new FetchFailure("the server answered with another part of the file", isFinal: false);
        }

        long? total = response.StatusCode == HttpStatusCode.PartialContent ? range?.Length : response.Content.Headers.ContentLength;
        return new FetchResponse(await response.Content.ReadAsStreamAsync(cancellationToken), begin, total, response);
    }

    private static string Describe(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name of the server is not known",
        HttpRequestError.ConnectionError => "the server cannot be reached",
        HttpRequestError.SecureConnectionError => $"no secure connection to the server: {error.InnerException?.Message ?? error.Message}",
        HttpRequestError.ProxyTunnelError => "the proxy refused to connect",
        _ => $"the connection was lost ({SourceAddress.WithoutCredentials(error.Message)})",
    };
}
