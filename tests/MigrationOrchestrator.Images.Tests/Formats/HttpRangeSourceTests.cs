using System.Net;
using System.Net.Sockets;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>A real server on the loopback interface, honest or not.</summary>
public sealed class HttpRangeSourceTests
{
    [Fact]
    public async Task DigestAsync_OverHttpRanges_IsTheFiles()
    {
        byte[] disk = SparseDisk.Content(3, (9 << 20) + 4608);
        byte[] image = Qcow2Builder.Build(16, isVersion3: true, hasExtendedL2: false, new Random(1), disk);
        await using RangeServer server = new(image);
        using HttpClient client = new();

        await using BufferedSource source = new(await HttpRangeSource.OpenAsync(client, server.Address, TestContext.Current.CancellationToken));
        await using IDiskReader reader = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, TestContext.Current.CancellationToken);

        Assert.Equal(image.Length, source.Length);
        Assert.Equal(disk, await reader.ReadAllAsync());
    }

    [Theory]
    [InlineData(Lie.WholeFile, "status")]
    [InlineData(Lie.WholeFileAs206, "Content-Range")]
    [InlineData(Lie.AnotherRange, "Content-Range")]
    [InlineData(Lie.NoContentRange, "Content-Range")]
    [InlineData(Lie.AnotherTotal, "Content-Range")]
    [InlineData(Lie.NotFound, "status")]
    public async Task ReadAsync_OfAnythingButTheRange_IsRefusedAtOnce(Lie lie, string field)
    {
        await using RangeServer server = new(new byte[100_000]);
        using HttpClient client = new();
        await using HttpRangeSource source = await HttpRangeSource.OpenAsync(client, server.Address, TestContext.Current.CancellationToken);
        server.Lie = lie;
        server.Requests = 0;

        ImageException refused = await Assert.ThrowsAsync<ImageException>(async () => await source.ReadAsync(1000, new byte[500], TestContext.Current.CancellationToken));

        Assert.Equal((ImageErrorCodes.Source, field), (refused.Code, refused.Field));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task ReadAsync_OfAFileThatChanged_IsRefused()
    {
        await using RangeServer server = new(new byte[100_000]);
        using HttpClient client = new();
        await using HttpRangeSource source = await HttpRangeSource.OpenAsync(client, server.Address, TestContext.Current.CancellationToken);
        server.Version = "\"two\"";

        ImageException refused = await Assert.ThrowsAsync<ImageException>(async () => await source.ReadAsync(0, new byte[500], TestContext.Current.CancellationToken));

        Assert.Equal("ETag", refused.Field);
    }

    [Fact]
    public async Task ReadAsync_AtTheEnd_AsksForNoMoreThanThereIs()
    {
        await using RangeServer server = new([1, 2, 3, 4, 5]);
        using HttpClient client = new();
        await using HttpRangeSource source = await HttpRangeSource.OpenAsync(client, server.Address, TestContext.Current.CancellationToken);
        byte[] buffer = new byte[10];

        Assert.Equal(2, await source.ReadAsync(3, buffer, TestContext.Current.CancellationToken));
        Assert.Equal(0, await source.ReadAsync(5, buffer, TestContext.Current.CancellationToken));

        Assert.Equal([4, 5], buffer[..2]);
    }

    public enum Lie
    {
        None,
        WholeFile,
        WholeFileAs206,
        AnotherRange,
        NoContentRange,
        AnotherTotal,
        NotFound,
    }

    private sealed class RangeServer : IAsyncDisposable
    {
        private readonly HttpListener listener;
        private readonly byte[] file;
        private readonly Task serving;

        public RangeServer(byte[] file)
        {
            this.file = file;
            (listener, Address) = Listen();
            serving = ServeAsync();
        }

        public Uri Address { get; }

        public Lie Lie { get; set; }

        public string Version { get; set; } = "\"one\"";

        public int Requests { get; set; }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await serving;
        }

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                try
                {
                    HttpListenerContext context = await listener.GetContextAsync();
                    Requests++;
                    await AnswerAsync(context);
                }
                catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
                {
                    // The server closes, or the client read only what it wanted.
                }
            }
        }

        private async Task AnswerAsync(HttpListenerContext context)
        {
            string[] range = context.Request.Headers["Range"]!["bytes=".Length..].Split('-');
            int from = int.Parse(range[0], System.Globalization.CultureInfo.InvariantCulture);
            int to = Math.Min(int.Parse(range[1], System.Globalization.CultureInfo.InvariantCulture), file.Length - 1);
            bool isWhole = Lie is Lie.WholeFile or Lie.WholeFileAs206;
            int shift = Lie == Lie.AnotherRange ? 1 : 0;
            context.Response.StatusCode = Lie switch { Lie.NotFound => 404, Lie.WholeFile => 200, _ => 206 };
            context.Response.Headers["ETag"] = Version;
            if (Lie != Lie.NoContentRange)
            {
                context.Response.Headers["Content-Range"] = isWhole
                    ? $"bytes 0-{file.Length - 1}/{file.Length}"
                    : $"bytes {from + shift}-{to + shift}/{file.Length + (Lie == Lie.AnotherTotal ? 1 : 0)}";
            }

            ReadOnlyMemory<byte> content = isWhole ? file : file.AsMemory(from, to - from + 1);
            context.Response.ContentLength64 = content.Length;
            await context.Response.OutputStream.WriteAsync(content);
            context.Response.Close();
        }

        /// <summary>Listens on a free port; somebody else may take it before, then on another.</summary>
        private static (HttpListener Listener, Uri Address) Listen()
        {
            while (true)
            {
                Uri address = new($"http://127.0.0.1:{FreePort()}/disk/");
                HttpListener found = new();
                found.Prefixes.Add(address.ToString());
                try
                {
                    found.Start();
                    return (found, address);
                }
                catch (HttpListenerException)
                {
                    found.Close();
                }
            }
        }

        private static int FreePort()
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
