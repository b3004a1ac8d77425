using System.Net.Sockets;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>Opens a converter's connections to its host.</summary>
internal static class FeedConnection
{
    /// <summary>Connects and says what for.</summary>
    public static async Task<NetworkStream> OpenAsync(string address, byte role, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellation);
            NetworkStream connection = new(socket, ownsSocket: true);
            await connection.WriteAsync(new[] { role }, cancellation);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
