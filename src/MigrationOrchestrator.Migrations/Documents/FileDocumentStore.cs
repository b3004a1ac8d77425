using System.Security.Cryptography;
using System.Text;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Documents;

/// <summary>Documents as files <c>FOLDER/NAME.json</c> of a folder that one process owns.</summary>
/// <param name="options">Where the folder is.</param>
internal sealed class FileDocumentStore(MigrationHostOptions options) : IDocumentStore, IDisposable
{
    private const string Ending = ".json";

    private readonly SemaphoreSlim writing = new(1, 1);

    public async Task<StoredDocument?> FindAsync(DocumentName name, CancellationToken cancellation)
    {
        FileInfo file = new(PathOf(name));
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > StoredDocument.MaxBytes)
        {
            throw new FailureException(new Failure("documents.unreadable", $"The file {file.FullName} has {file.Length} bytes; at most {StoredDocument.MaxBytes} are read.") { Remedy = "Mend the file, or remove it and save the document again." });
        }

        string json = await File.ReadAllTextAsync(file.FullName, cancellation);
        return new StoredDocument(json, TagOf(json));
    }

    public Task<IReadOnlyList<DocumentName>> ListAsync(string folder, CancellationToken cancellation)
    {
        DirectoryInfo place = new(Path.Combine(options.DocumentsFolder, folder));
        IEnumerable<string> names = place.Exists ? place.EnumerateFiles("*" + Ending).Select(file => Path.GetFileNameWithoutExtension(file.Name)) : [];
        return Task.FromResult<IReadOnlyList<DocumentName>>([.. names.Where(DocumentName.IsValid).Order(StringComparer.Ordinal).Select(name => new DocumentName(folder, name))]);
    }

    public async Task<bool> SaveAsync(DocumentName name, string json, string? expected, CancellationToken cancellation)
    {
        StoredDocument.CheckSize(name, json);
        await writing.WaitAsync(cancellation);
        try
        {
            if (expected is not null && (await FindAsync(name, cancellation))?.Tag is var tag && (tag ?? StoredDocument.Absent) != expected)
            {
                return false;
            }

            await ReplaceAsync(PathOf(name), json, cancellation);
            return true;
        }
        finally
        {
            writing.Release();
        }
    }

    public async Task<bool> RemoveAsync(DocumentName name, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            FileInfo file = new(PathOf(name));
            bool found = file.Exists;
            if (found)
            {
                file.Delete();
            }

            return found;
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose() => writing.Dispose();

    private static async Task ReplaceAsync(string path, string json, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = path + ".new";
        await using (FileStream file = new(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(json), cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private static string TagOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private string PathOf(DocumentName name) => Path.Combine(options.DocumentsFolder, name.Folder, name.Name + Ending);
}
