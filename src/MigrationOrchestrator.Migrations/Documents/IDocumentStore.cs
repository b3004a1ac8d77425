using System.Text;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Documents;

/// <summary>
/// Small JSON documents that operators keep and that all workers of a host share: batch files, what running batches were started with, schedules.
/// They hold references to secrets, never secrets.
/// </summary>
public interface IDocumentStore
{
    /// <summary>One document, or null where there is none.</summary>
    /// <exception cref="FailureException"><c>documents.unreadable</c>: it is there and cannot be read.</exception>
    Task<StoredDocument?> FindAsync(DocumentName name, CancellationToken cancellation);

    /// <summary>The names of a folder's documents, in order.</summary>
    Task<IReadOnlyList<DocumentName>> ListAsync(string folder, CancellationToken cancellation);

    /// <summary>Writes a document whole, replacing an older one; once this returns it survives a crash.</summary>
    /// <param name="name">Which.</param>
    /// <param name="json">Its content; at most <see cref="StoredDocument.MaxBytes"/> bytes of UTF-8.</param>
    /// <param name="expected">Null writes whatever is there; else only where the stored document still has this tag, or, with <see cref="StoredDocument.Absent"/>, where there is none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it was written; false where somebody else changed it since.</returns>
    Task<bool> SaveAsync(DocumentName name, string json, string? expected, CancellationToken cancellation);

    /// <summary>Removes a document.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(DocumentName name, CancellationToken cancellation);
}

/// <summary>A document as it is stored.</summary>
/// <param name="Json">Its content.</param>
/// <param name="Tag">Changes with every change of the content.</param>
public sealed record StoredDocument(string Json, string Tag)
{
    /// <summary>The largest document, in bytes of UTF-8 (4 MiB).</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The tag to expect where no document may be there yet.</summary>
    public const string Absent = "";

    /// <summary>Checks that a content can be stored.</summary>
    /// <exception cref="FailureException"><c>documents.too_large</c>.</exception>
    public static void CheckSize(DocumentName name, string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > MaxBytes)
        {
            throw new FailureException(new Failure("documents.too_large", $"The document {name} has more than {MaxBytes} bytes.") { Remedy = "Split it." });
        }
    }
}
