using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nuka.Graft.Tests.Download;

/// <summary>A proxy by SOCKS 5 (RFC 1928) on the loopback address that connects to nothing: it notes what it was asked for, and answers in the server's place.</summary>
internal sealed class SocksServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string answer;
    private readonly Task<string> serving;

    public SocksServer(string answer)
    {
        this.answer = answer;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What the first client asked to be connected to; an address in numbers is shown as such.</summary>
    public Task<string> Asked => serving;

    public void Dispose() => listener.Stop();

    private async Task<string> ServeAsync()
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] head = await ReadAsync(stream, 2);
        await ReadAsync(stream, head[1]);
        await stream.WriteAsync(new byte[] { 5, 0 });
        byte[] request = await ReadAsync(stream, 4);
        string host = request[3] == 3 ? Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]))
            : new IPAddress(await ReadAsync(stream, request[3] == 1 ? 4 : 16)).ToString();
        int port = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2));
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
        return $"{host}:{port}";
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
