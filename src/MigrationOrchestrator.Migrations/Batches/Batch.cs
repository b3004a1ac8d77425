using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Many machines to move, checked and with all defaults filled in: what a running batch holds on to.</summary>
/// <param name="Entries">The machines in the file's order; 1 to <see cref="BatchLimits.Machines"/>.</param>
public sealed record Batch(IReadOnlyList<BatchEntry> Entries)
{
    /// <summary>What people call it; null where the file does not say.</summary>
    public string? Name { get; init; }

    /// <summary>How many machines move at a time.</summary>
    public BatchConcurrency Concurrency { get; init; } = new();

    /// <summary>After this many failed machines no further one is started; null for no such bound.</summary>
    public int? StopAfterFailures { get; init; }

    /// <summary>Whether somebody must approve before each wave but the first.</summary>
    public bool ApproveWaves { get; init; }

    /// <summary>Of a batch that was started again: the first wave of the one that was read from the file, which alone needs no approval; else null.</summary>
    public int? FirstWave { get; init; }
}

/// <summary>One machine of a batch.</summary>
/// <param name="Key">Its name within the batch: 1 to 40 characters of <c>a-z A-Z 0-9 - _ .</c>.</param>
/// <param name="Wave">Its wave, from 1: waves follow one another.</param>
/// <param name="After">Keys of machines that must have arrived before it is started.</param>
/// <param name="Request">What to move where and how.</param>
public sealed record BatchEntry(string Key, int Wave, IReadOnlyList<string> After, MigrationRequest Request)
{
    /// <summary>The clouds that it keeps busy; one where source and target are the same.</summary>
    internal IEnumerable<CloudName> Clouds => new[] { Request.Source.Cloud, Request.Target.Cloud }.Distinct();
}

/// <summary>How many machines of a batch move at a time.</summary>
public sealed record BatchConcurrency
{
    /// <summary>In all; 1 to 100.</summary>
    public int Machines { get; init; } = 4;

    /// <summary>At most this many of one cloud's, be it as source or as target, by the cloud's name; 1 to 100. Clouds that are not named have no bound of their own.</summary>
    public IReadOnlyDictionary<CloudName, int> Clouds { get; init; } = new Dictionary<CloudName, int>();
}

/// <summary>The bounds of what a batch may hold.</summary>
public static class BatchLimits
{
    /// <summary>The most machines of one batch: what keeps its history within 5,000 facts.</summary>
    public const int Machines = 1_000;

    /// <summary>The highest wave.</summary>
    public const int Waves = 100;

    /// <summary>The most machines at a time.</summary>
    public const int Concurrency = 100;

    /// <summary>The longest batch id: with a machine's key and a disk's name it stays within the 100 characters of Durable Functions' instance ids.</summary>
    public const int IdLength = 40;

    /// <summary>The longest key of a machine.</summary>
    public const int KeyLength = 40;

    /// <summary>The largest batch file, in bytes of UTF-8 (1 MiB).</summary>
    public const int FileBytes = 1 << 20;

    /// <summary>Whether a text can be a batch's id: 1 to 40 characters of <c>a-z A-Z 0-9 - _</c>.</summary>
    public static bool IsId(string? text) => text is { Length: >= 1 and <= IdLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether a text can be a machine's key.</summary>
    public static bool IsKey(string? text) => text is { Length: >= 1 and <= KeyLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
