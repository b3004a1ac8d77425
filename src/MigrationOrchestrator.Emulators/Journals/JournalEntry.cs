namespace MigrationOrchestrator.Emulators.Journals;

/// <summary>One request that an emulator has finished, also where the client went away.</summary>
/// <param name="Number">Its number from 1, in the order of finishing.</param>
/// <param name="Started">When it came.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without its query.</param>
/// <param name="Status">The status answered; where the connection was broken before, the one that would have been.</param>
public sealed record JournalEntry(long Number, DateTimeOffset Started, double Milliseconds, string Method, string Path, int Status)
{
    /// <summary>Where in its file the body sent or received began, in bytes; null where no part of a file was moved.</summary>
    public long? Offset { get; init; }

    /// <summary>Bytes of the body that were sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the body that were received.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Whether a fault rule took it.</summary>
    public bool Faulted { get; init; }

    /// <summary>Whether the connection broke before the answer was complete.</summary>
    public bool Aborted { get; init; }
}
