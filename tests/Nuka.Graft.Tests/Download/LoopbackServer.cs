using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nuka.Graft.Tests.Download;

/// <summary>An HTTP server on the loopback address that serves a directory and does what a test tells it to do wrong.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string root;

    public LoopbackServer(string root)
    {
        this.root = root;
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>What to do for a path, asked for each request.</summary>
    public Func<string, ServerFault> Fault { get; set; } = _ => new ServerFault();

    /// <summary>Each request: its path and its Range header (empty: none).</summary>
    public ConcurrentQueue<(string Path, string Range)> Requests { get; } = [];

    /// <summary>The Authorization header of each request (empty: none).</summary>
    public ConcurrentQueue<string> Logins { get; } = [];

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using NetworkStream stream = client.GetStream();
                using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
                string path = Uri.UnescapeDataString((await reader.ReadLineAsync(stop.Token))!.Split(' ')[1]);
                string range = "";
                string login = "";
                string? line;
                while (!string.IsNullOrEmpty(line = await reader.ReadLineAsync(stop.Token)))
                {
                    range = line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? line[7..] : range;
                    login = line.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase) ? line[15..] : login;
                }

                Logins.Enqueue(login);
                Requests.Enqueue((path, range));
                await AnswerAsync(stream, path, range, Fault(path));
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string path, string range, ServerFault fault)
    {
        string file = Path.Combine(root, path.TrimStart('/') + (path.EndsWith('/') ? "index.html" : ""));
        if (fault.Status != 200 || !File.Exists(file))
        {
            int status = fault.Status != 200 ? fault.Status : 404;
            await WriteAsync(stream, $"HTTP/1.1 {status} Said\r\n{(fault.Location is null ? "" : $"Location: {fault.Location}\r\n")}Content-Length: 0\r\nConnection: close\r\n\r\n", []);
            return;
        }

        byte[] body = await File.ReadAllBytesAsync(file, stop.Token);
        body = fault.Change is null ? body : fault.Change(body);
        long begin = fault.IgnoresRange || range.Length == 0 ? 0 : long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        if (begin > body.Length)
        {
            await WriteAsync(stream, "HTTP/1.1 416 Range\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);
            return;
        }

        string head = range.Length > 0 && !fault.IgnoresRange
            ? $"HTTP/1.1 206 Partial\r\nContent-Range: bytes {begin}-{body.Length - 1}/{body.Length}\r\n" : "HTTP/1.1 200 OK\r\n";
        byte[] rest = body[(int)begin..];
        byte[] sent = rest[..Math.Min(rest.Length, fault.CutAfterBytes)];
        await WriteAsync(stream, $"{head}Content-Length: {rest.Length}\r\nConnection: close\r\n\r\n", sent);
        if (fault.Stalls)
        {
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
    }

    private async Task WriteAsync(NetworkStream stream, string head, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop.Token);
        await stream.WriteAsync(body, stop.Token);
        await stream.FlushAsync(stop.Token);
    }
}
