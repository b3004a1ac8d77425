using System.Security.Cryptography;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>A history's hash chain: each link is SHA-256 over the link before and the commit's bytes, so no fact can be changed alone.</summary>
internal static class HashChain
{
    public static byte[] Link(ReadOnlySpan<byte> before, ReadOnlySpan<byte> events)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(events);
        return hash.GetHashAndReset();
    }

    /// <summary>Checks the stored commits of a history.</summary>
    /// <param name="commits">Each commit's facts and link; a link is empty where the chain was off.</param>
    /// <param name="head">The instance's last link, kept apart from the history, so that a cut end shows.</param>
    public static HistoryVerification Verify(IReadOnlyList<(byte[] Events, byte[] Hash)> commits, ReadOnlySpan<byte> head)
    {
        byte[] before = [];
        int chained = 0;
        int? broken = null;
        for (int index = 0; index < commits.Count; index++)
        {
            (byte[] events, byte[] hash) = commits[index];
            if (hash.Length == 0)
            {
                continue;
            }

            chained++;
            broken ??= hash.AsSpan().SequenceEqual(Link(before, events)) ? null : index + 1;
            before = hash;
        }

        return new HistoryVerification(commits.Count, chained, broken ?? (head.SequenceEqual(before) ? null : commits.Count));
    }
}
