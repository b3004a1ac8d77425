using System.Security.Cryptography;
using System.Text;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>Whole objects between the service and local files, in parallel and with few buffers.</summary>
internal static class BlobFiles
{
    private const long TransferLength = 8L << 20;

    /// <summary>Uploads a local file as an object; returns its length.</summary>
    public static async Task<long> UploadAsync(BlobClient blob, string path, int parallelism, CancellationToken cancellation)
    {
        await using FileStream file = LocalFile.Open(path);
        long blockLength = Math.Max(TransferLength, (file.Length / (BlockChecks.MaxBlocks - 1)) + 1);
        BlobUploadOptions upload = new()
        {
            TransferOptions = new StorageTransferOptions { InitialTransferSize = blockLength, MaximumTransferSize = blockLength, MaximumConcurrency = parallelism },
        };
        await blob.UploadAsync(file, upload, cancellation);
        return file.Length;
    }

    /// <summary>Downloads an object to a file of the folder, unless this very content is there already; returns its path.</summary>
    public static async Task<string> DownloadAsync(BlobClient blob, StagedName name, string folder, int parallelism, CancellationToken cancellation)
    {
        BlobProperties properties = await BlobLookup.FindAsync(() => blob.GetPropertiesAsync(cancellationToken: cancellation)) ?? throw BlockChecks.MissingObject(name);
        string word = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{properties.ETag}")))[..16];
        string path = Path.Combine(folder, $"{word}-{name.Value[(name.Value.LastIndexOf('/') + 1)..]}");
        if (File.Exists(path))
        {
            return path;
        }

        string incoming = path + "~";
        DurableFiles.MakeFolder(Path.GetFullPath(folder));
        try
        {
            await using FileStream file = DurableFiles.OpenToWrite(incoming, FileMode.Create);
            await blob.DownloadToAsync(file, new BlobDownloadToOptions
            {
                Conditions = new BlobRequestConditions { IfMatch = properties.ETag },
                TransferOptions = new StorageTransferOptions { InitialTransferSize = TransferLength, MaximumTransferSize = TransferLength, MaximumConcurrency = parallelism },
            }, cancellation);
        }
        catch (IOException error) when (DirectoryFailures.Of(folder, error) is { } failure)
        {
            File.Delete(incoming);
            throw failure;
        }

        File.Move(incoming, path, overwrite: true);
        return path;
    }
}
