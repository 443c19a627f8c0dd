using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nuka.Graft.Tests.Download;

/// <summary>A server on the loopback address that takes every connection, sends one beginning, and never goes on.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> clients = [];
    private readonly byte[] beginning;
    private readonly Task accepting;
    private int accepted;

    public SilentServer(string beginning)
    {
        this.beginning = Encoding.ASCII.GetBytes(beginning);
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections were made.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    public void Dispose()
    {
        listener.Stop();
        accepting.Wait();
        clients.ForEach(client => client.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                Interlocked.Increment(ref accepted);
                await client.GetStream().WriteAsync(beginning);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // The server was stopped.
        }
    }
}
