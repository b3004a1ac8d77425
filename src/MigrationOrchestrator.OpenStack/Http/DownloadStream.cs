using System.Diagnostics;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>An image's bytes as they come; gives up where they stand still, and adds the transfer's time to the call's when it is closed.</summary>
internal sealed class DownloadStream(HttpResponseMessage response, Stream bytes, TimeSpan stallTimeout) : Stream
{
    private readonly string call = response.RequestMessage?.Call + " (bytes)";
    private readonly long started = Stopwatch.GetTimestamp();
    private bool closed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(stallTimeout);
        try
        {
            return await bytes.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"No byte came for {stallTimeout.TotalSeconds:0} s.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => bytes.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !closed)
        {
            closed = true;
            CallRecorder.Add(call, started);
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
