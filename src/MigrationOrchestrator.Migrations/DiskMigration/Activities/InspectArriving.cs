using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Looks at the header of an image that is still being downloaded, so that its conversion can begin. What it finds is only believed until
/// <see cref="VerifyDownload"/> has looked at the whole; an image that it cannot make sense of is simply not begun early.
/// </summary>
/// <param name="staging">Where the image arrives.</param>
/// <param name="time">The clock.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class InspectArriving(IStagingStore staging, TimeProvider time, RunningSteps running) : LongStep<ArrivingInput, ArrivingImage>(running)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Its name in histories.</summary>
    public static ActivityName<ArrivingInput, StepResult<ArrivingImage>> Name { get; } = new(nameof(InspectArriving));

    /// <inheritdoc/>
    protected override async Task<(ArrivingImage Value, long Bytes)> MoveAsync(ArrivingInput input, CancellationToken cancellation)
    {
        if (!staging.ReadsStaged || !ImageFormatNames.TryParse(input.Probe.Format, out ImageFormat declared))
        {
            return (ArrivingImage.Never, 0);
        }

        await using ArrivingObject arriving = new(staging, input.Staged, input.Chunks, time);
        long started = time.GetTimestamp();
        while (true)
        {
            Header header = new(arriving, isRaw: declared == ImageFormat.Raw);
            try
            {
                ImageInfo info = await ImageInspector.InspectAsync(header, declared, cancellation);
                return (info.IsNativelyReadable ? new ArrivingImage(new CheckedImage(info.Format.ToQemuName(), info.VirtualSizeBytes, info.FileSizeBytes, true, null), []) : ArrivingImage.Never, 0);
            }
            catch (NotArrivedException missing) when (!input.Asked.Contains(missing.Chunk) && missing.Chunk > 0)
            {
                return (new ArrivingImage(null, [missing.Chunk]), 0);
            }
            catch (NotArrivedException missing) when (time.GetElapsedTime(started) > Longest)
            {
                return (new ArrivingImage(null, [missing.Chunk]), 0);
            }
            catch (NotArrivedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation);
            }
            catch (ImageException)
            {
                return (ArrivingImage.Never, 0);
            }
        }
    }

    private sealed class NotArrivedException(int chunk) : Exception
    {
        public int Chunk => chunk;
    }

    /// <summary>What is there of the image. The last sector of a raw disk, which may be a VHD's footer, is looked at when the whole is checked.</summary>
    private sealed class Header(ArrivingObject arriving, bool isRaw) : IRangedSource
    {
        public long Length => arriving.Length;

        public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        {
            int chunk = (int)Math.Min(offset / arriving.Chunks.ChunkBytes, arriving.Chunks.Count - 1);
            if (await arriving.HasArrivedAsync(chunk, cancellation))
            {
                return await arriving.ReadAsync(offset, buffer, cancellation);
            }

            if (!isRaw || chunk == 0)
            {
                throw new NotArrivedException(chunk);
            }

            buffer.Span.Clear();
            return buffer.Length;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
