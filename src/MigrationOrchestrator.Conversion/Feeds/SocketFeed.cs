using System.Net.Sockets;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>A feed over a Unix socket: a path, which needs no network, can be bound into a sandbox or a container like a file.</summary>
internal sealed class SocketFeed : IConversionFeed
{
    private readonly IConversionExchange exchange;
    private readonly Socket listener;
    private readonly string folder;
    private readonly CancellationTokenSource closing = new();
    private readonly Lock guard = new();
    private readonly List<Task> connections = [];
    private readonly Task accepting;
    private int readers;
    private bool hasWriter;
    private int isClosed;

    public SocketFeed(string folder, string address, Socket listener, IConversionExchange exchange)
    {
        this.folder = folder;
        this.listener = listener;
        this.exchange = exchange;
        Address = address;
        accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public Exception? Fault { get; private set; }

    /// <summary>Hangs up and waits until nothing of it is being answered any more; once or more often.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosed, 1) == 1)
        {
            return;
        }

        await closing.CancelAsync();
        listener.Dispose();
        await accepting;
        List<Task> left;
        lock (guard)
        {
            left = [.. connections];
        }

        await Task.WhenAll(left);
        closing.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync(closing.Token);
                lock (guard)
                {
                    connections.RemoveAll(task => task.IsCompleted);
                    connections.Add(ServeAsync(connection));
                }
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Nobody listens any more.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        await using NetworkStream connection = new(socket, ownsSocket: true);
        try
        {
            byte[] role = new byte[1];
            if (await FeedProtocol.TryReadAsync(connection, role, closing.Token))
            {
                await ServeAsync(role[0], connection);
            }
        }
        catch (Exception hungUp) when (hungUp is EndOfStreamException or OperationCanceledException || IsOfTheConnection(hungUp))
        {
            // The job ended, or nobody wants it any more; how it ended says why.
        }
        catch (Exception fault)
        {
            lock (guard)
            {
                Fault ??= fault;
            }

            await closing.CancelAsync();
        }
    }

    private async Task ServeAsync(byte role, NetworkStream connection)
    {
        FeedAnswers answers = new(exchange);
        if (!TryEnter(role))
        {
            throw ProtocolViolation.Of($"a connection of kind {role}, with {readers} for reads open");
        }

        if (role == FeedProtocol.WritesRole)
        {
            await answers.ServeWritesAsync(connection, closing.Token);
            return;
        }

        try
        {
            await answers.ServeReadsAsync(connection, closing.Token);
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    private bool TryEnter(byte role)
    {
        lock (guard)
        {
            switch (role)
            {
                case FeedProtocol.WritesRole when !hasWriter:
                    hasWriter = true;
                    return true;
                case FeedProtocol.ReadsRole when readers < FeedProtocol.MaxReaders:
                    Interlocked.Increment(ref readers);
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>Network streams wrap what sockets throw; a store's own troubles are no sockets'.</summary>
    private static bool IsOfTheConnection(Exception exception) => exception is SocketException or IOException { InnerException: SocketException };
}
