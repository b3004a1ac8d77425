namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>Opens the way by which a shut-in converter reads its source and hands over its output, without a file of either.</summary>
public interface IConversionFeeds
{
    /// <summary>Opens a feed.</summary>
    /// <param name="folder">An existing folder for it, of nobody else's; a feed whose address would be too long there goes to the system's folder for temporary files.</param>
    /// <param name="exchange">Who answers.</param>
    /// <exception cref="Durable.FailureException"><c>conversion.no_feed</c>.</exception>
    IConversionFeed Open(string folder, IConversionExchange exchange);
}

/// <summary>An open feed, for one job. Disposing it hangs up.</summary>
public interface IConversionFeed : IAsyncDisposable
{
    /// <summary>What the job gets as its <see cref="ConversionJob.InputPath"/>.</summary>
    string Address { get; }

    /// <summary>What went wrong on the host's side or against the protocol, or null. The converter was hung up on then, and its own end says nothing.</summary>
    Exception? Fault { get; }
}
