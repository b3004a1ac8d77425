using System.Net.Sockets;
using System.Text;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>Opens feeds over Unix sockets.</summary>
internal sealed class SocketFeeds : IConversionFeeds
{
    // sockaddr_un of unix(7), without the closing zero.
    private const int LongestAddress = 107;
    private const int Backlog = FeedProtocol.MaxReaders + 1;
    private const string SocketName = "s";
    private const UnixFileMode Passage = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <inheritdoc/>
    public IConversionFeed Open(string folder, IConversionExchange exchange)
    {
        // The host's folders above are closed to others: the job reaches the socket because it is bound into its sandbox, and nobody else does.
        string place = Path.Combine(folder, "x");
        if (Encoding.UTF8.GetByteCount(Path.Combine(place, SocketName)) > LongestAddress)
        {
            place = Path.Combine(Directory.CreateTempSubdirectory("feed-").FullName, "x");
        }

        string address = Path.Combine(place, SocketName);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }

            Directory.CreateDirectory(place);
            listener.Bind(new UnixDomainSocketEndPoint(address));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(place, Passage);
                File.SetUnixFileMode(address, Everybody);
            }

            listener.Listen(Backlog);
            return new SocketFeed(Path.GetDirectoryName(place)!, address, listener, exchange);
        }
        catch (Exception failed) when (failed is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            throw new FailureException(new Failure("conversion.no_feed", $"No socket could be opened at '{address}': {failed.Message}")
            {
                Remedy = "Put the host's work folder, or TMPDIR, on a local file system with a shorter path that takes Unix sockets.",
            }, failed);
        }
    }
}
