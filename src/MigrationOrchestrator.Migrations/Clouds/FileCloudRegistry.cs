using System.Text.Json;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>The clouds of clouds.json, and besides them those that the user keeps elsewhere. An own registration hides a foreign one of the same name.</summary>
/// <param name="options">Where the file is.</param>
/// <param name="known">Clouds kept elsewhere.</param>
internal sealed class FileCloudRegistry(MigrationHostOptions options, IEnumerable<IKnownClouds> known) : ICloudRegistry, IDisposable
{
    private const long LargestFile = 4 << 20;

    private readonly SemaphoreSlim writing = new(1, 1);

    public async Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation)
    {
        List<Cloud> clouds = [.. await ReadAsync(cancellation)];
        foreach (IKnownClouds elsewhere in known)
        {
            clouds.AddRange((await elsewhere.ListAsync(cancellation)).Where(cloud => !clouds.Exists(own => own.Name == cloud.Name)));
        }

        return [.. clouds.OrderBy(cloud => cloud.Name.Value, StringComparer.Ordinal)];
    }

    public async Task<Cloud?> FindAsync(CloudName name, CancellationToken cancellation) => (await ListAsync(cancellation)).FirstOrDefault(cloud => cloud.Name == name);

    public Task SaveAsync(Cloud cloud, CancellationToken cancellation) => ChangeAsync(clouds => [.. clouds.Where(own => own.Name != cloud.Name), cloud], cancellation);

    public async Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation)
    {
        bool found = (await ReadAsync(cancellation)).Any(own => own.Name == name);
        if (found)
        {
            await ChangeAsync(clouds => [.. clouds.Where(own => own.Name != name)], cancellation);
        }

        return found;
    }

    public void Dispose() => writing.Dispose();

    private async Task<IReadOnlyList<Cloud>> ReadAsync(CancellationToken cancellation)
    {
        FileInfo file = new(options.CloudsFile);
        if (!file.Exists)
        {
            return [];
        }

        if (file.Length > LargestFile)
        {
            throw Unreadable($"has {file.Length} bytes; at most {LargestFile} are read");
        }

        try
        {
            await using FileStream stream = file.OpenRead();
            return await JsonSerializer.DeserializeAsync<CloudsDocument>(stream, DurableJson.Options, cancellation) is { } document ? document.Clouds : [];
        }
        catch (JsonException wrong)
        {
            throw Unreadable($"is not valid at line {wrong.LineNumber + 1}, {wrong.Path}: {wrong.Message}");
        }
    }

    private async Task ChangeAsync(Func<IReadOnlyList<Cloud>, IReadOnlyList<Cloud>> change, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            CloudsDocument document = new(change(await ReadAsync(cancellation)));
            string draft = options.CloudsFile + ".new";
            await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(document, Indented), cancellation);
            File.Move(draft, options.CloudsFile, overwrite: true);
        }
        finally
        {
            writing.Release();
        }
    }

    private FailureException Unreadable(string what) => new(new Failure("clouds.unreadable", $"The file {options.CloudsFile} {what}.") { Remedy = "Mend the file, or move it away and register the clouds again." });

    private static readonly JsonSerializerOptions Indented = new(DurableJson.Options) { WriteIndented = true };

    private sealed record CloudsDocument(IReadOnlyList<Cloud> Clouds);
}
