using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>
/// The file that a conversion writes: under a name of its own beside the target, which it takes at the end, so that the
/// target's name never stands for half a disk. What an interrupted conversion wrote is removed, unless it shall go on later.
/// </summary>
internal sealed class PartialOutput : IAsyncDisposable
{
    private readonly string target;
    private readonly string path;
    private readonly InputIdentity? input;
    private bool isClosed;
    private bool isFinished;

    private PartialOutput(string target, string path, FilePieceSink sink, InputIdentity? input, ConversionCheckpoint? from)
    {
        (this.target, this.path, this.input) = (target, path, input);
        (Sink, ResumeFrom) = (sink, from);
    }

    /// <summary>Takes the pieces.</summary>
    public FilePieceSink Sink { get; }

    /// <summary>Where an earlier conversion stopped, or null to start.</summary>
    public ConversionCheckpoint? ResumeFrom { get; }

    private string CheckpointPath => path + ".checkpoint";

    /// <summary>Begins a conversion that leaves nothing where it does not end well.</summary>
    /// <param name="target">The file to write, its links followed.</param>
    public static PartialOutput Begin(string target)
    {
        string path = $"{target}.{Guid.NewGuid():N}.partial";
        return new PartialOutput(target, path, FilePieceSink.Create(path), null, null);
    }

    /// <summary>Goes on with a conversion, or begins one that can be gone on with.</summary>
    /// <param name="target">The file to write, its links followed.</param>
    /// <param name="source">The input, which must be the one that the conversion began with.</param>
    /// <exception cref="UsageException">What was left does not belong to this input.</exception>
    public static PartialOutput BeginOrResume(string target, InputImage source)
    {
        string path = target + ".partial";
        InputIdentity input = new(source.File.Length, source.File.LastWriteTimeUtc, source.DiskName);
        FilePieceSink sink = FilePieceSink.Open(path);
        try
        {
            return new PartialOutput(target, path, sink, input, Read(path, input));
        }
        catch
        {
            sink.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Keeps a checkpoint beside the output, once what it relies on is on the disk; nothing where the conversion shall not go on later.</summary>
    public ValueTask KeepAsync(ConversionCheckpoint checkpoint)
    {
        if (input is not null)
        {
            Sink.Flush();
            string next = CheckpointPath + ".new";
            using (FileStream file = File.Create(next))
            {
                file.Write(CliJson.Bytes(new KeptCheckpoint(input, checkpoint)));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, CheckpointPath, overwrite: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the whole output the target's name, in place of what had it.</summary>
    /// <param name="lengthBytes">The output's exact length.</param>
    public async ValueTask FinishAsync(long lengthBytes)
    {
        Sink.Complete(lengthBytes);
        await CloseAsync();
        File.Move(path, target, overwrite: true);
        isFinished = true;
        File.Delete(CheckpointPath);
    }

    /// <summary>Closes the output, and removes it where it is neither whole nor wanted.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!isFinished && input is null)
        {
            File.Delete(path);
        }
    }

    private async ValueTask CloseAsync()
    {
        if (!isClosed)
        {
            isClosed = true;
            await Sink.DisposeAsync();
        }
    }

    private static ConversionCheckpoint? Read(string path, InputIdentity input)
    {
        string checkpointPath = path + ".checkpoint";
        if (!File.Exists(checkpointPath))
        {
            return null;
        }

        KeptCheckpoint? kept = null;
        try
        {
            kept = JsonSerializer.Deserialize(File.ReadAllBytes(checkpointPath), CliJsonContext.Default.KeptCheckpoint);
        }
        catch (JsonException)
        {
            // Said below: it belongs to nothing.
        }

        return kept is not null && kept.Input == input && new FileInfo(path).Length >= kept.Checkpoint.NextOutputOffset
            ? kept.Checkpoint
            : throw new UsageException("usage.resume", $"'{checkpointPath}' does not belong to this input: it has changed, or another conversion was interrupted.", $"Remove '{checkpointPath}' and start again.");
    }
}

/// <summary>What an input looked like when its conversion began.</summary>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Written">When it was written last.</param>
/// <param name="DiskName">Which file of an OVA it is, if it is one.</param>
internal sealed record InputIdentity(long LengthBytes, DateTime Written, string? DiskName);

/// <summary>A checkpoint as it lies beside a partial output.</summary>
/// <param name="Input">The input that it belongs to.</param>
/// <param name="Checkpoint">Where the conversion goes on.</param>
internal sealed record KeptCheckpoint(InputIdentity Input, ConversionCheckpoint Checkpoint);
