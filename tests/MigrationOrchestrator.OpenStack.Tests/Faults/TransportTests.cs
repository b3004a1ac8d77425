using System.Diagnostics;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Snapshots;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

public sealed class TransportTests
{
    private const string Show = "/RegionOne/image/v2/images/*";
    private const string Bytes = "/RegionOne/image/v2/images/*/file";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Idempotent_PassingStatus_IsTriedAgainAtOnce(int status)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault(Show, new FaultEffect { Status = status });

        DiskProbe probe = await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        Assert.Equal(cloud.Disk.Bytes.Length, probe.SizeBytes);
    }

    [Fact]
    public async Task Idempotent_ConnectionReset_IsTriedAgainAtOnce()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault(Show, new FaultEffect { Reset = true });

        Assert.Equal("raw", (await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation)).Format);
    }

    [Fact]
    public async Task Idempotent_FailingOn_BecomesATransientFailureWithItsFacts()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault(Show, new FaultEffect { Status = 503, RetryAfterSeconds = 60 }, nth: null);

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;

        Assert.Equal(("cloud.unavailable", true, 60.0, "openstack"), (failure.Code, failure.Transient, failure.RetryAfterSeconds, failure.Provider));
        while (cloud.Asked("GET", cloud.ImageId) == 0)
        {
            // The entry is made when the answer has gone out.
            await Task.Delay(5, Cancellation);
        }

        Assert.Equal(1, cloud.Asked("GET", cloud.ImageId));
        Assert.Contains("GET /v2/images/{id}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotIdempotent_AnswerLost_IsNotRepeatedButFound()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault("/RegionOne/compute/v2.1/servers/*/action", new FaultEffect { LoseAnswer = true });
        SnapshotRequest request = new(cloud.Server, cloud.ServerId, "once");

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.BeginSnapshotAsync(request, Cancellation))).Failure;
        Snapshot found = await cloud.Source.BeginSnapshotAsync(request, Cancellation);

        Assert.Equal(("cloud.unreachable", true), (failure.Code, failure.Transient));
        Assert.Single(found.Disks);
        Assert.Equal(1, cloud.Asked("POST", "/action"));
        Assert.Equal(1, cloud.Emulator.Resources["snapshots"]);
    }

    [Fact]
    public async Task Server_NotThere_IsUnreachable()
    {
        FaultyCloud cloud = await FaultyCloud.StartAsync();
        await cloud.Emulator.DisposeAsync();

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.DescribeAsync(cloud.Server, Cancellation))).Failure;

        Assert.Equal(("cloud.unreachable", true), (failure.Code, failure.Transient));
        Assert.NotNull(failure.Remedy);
    }

    [Fact]
    public async Task Answer_TooLate_IsATimeout()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(client: options => (options.RequestTimeout, options.Retries) = (TimeSpan.FromSeconds(1), 1));
        cloud.Fault(Show, new FaultEffect { LatencyMilliseconds = 60_000 }, nth: null);

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;

        Assert.Equal(("cloud.timeout", true), (failure.Code, failure.Transient));
    }

    [Fact]
    public async Task Download_LongerThanTheRequestTimeout_IsNotCutOff()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(client: options => options.RequestTimeout = TimeSpan.FromSeconds(3));
        cloud.Emulator.Faults.BandwidthBytesPerSecond = 1 << 20;
        long started = Stopwatch.GetTimestamp();

        byte[] bytes = await cloud.ReadImageAsync();

        Assert.Equal(cloud.Disk.Bytes, bytes);
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(3.2));
    }

    [Fact]
    public async Task Download_BrokenOff_ShowsAsIOException()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault(Bytes, new FaultEffect { TruncateAfterBytes = 1_000_000 });

        await Assert.ThrowsAnyAsync<IOException>(() => cloud.ReadImageAsync());
    }

    [Fact]
    public async Task Download_StandingStill_IsGivenUp()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(client: options => options.StallTimeout = TimeSpan.FromSeconds(1));
        cloud.Emulator.Faults.BandwidthBytesPerSecond = 10_000;

        await Assert.ThrowsAnyAsync<IOException>(() => cloud.ReadImageAsync());
    }

    [Fact]
    public async Task Cancellation_WhileReading_StaysACancellation()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Fault(Show, new FaultEffect { LatencyMilliseconds = 60_000 }, nth: null);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<DiskProbe> probe = cloud.Source.ProbeDiskAsync(cloud.Image, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
    }

    [Theory]
    [InlineData(GlanceRanges.Served, true)]
    [InlineData(GlanceRanges.Refused, false)]
    [InlineData(GlanceRanges.WholeAs206, false)]
    [InlineData(GlanceRanges.Ignored, false)]
    public async Task Probe_EveryKindOfStore_TriesRangesAndReadsNothing(GlanceRanges ranges, bool ranged)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { Ranges = ranges });

        DiskProbe probe = await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        Assert.Equal(ranged, probe.Ranged);
        Assert.Equal(cloud.Disk.Bytes, await cloud.ReadImageAsync());
        if (!ranged)
        {
            Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.ReadImageAsync(4096, 4096))).Failure;
            Assert.False(failure.Transient);
        }
    }

    [Fact]
    public async Task Nova_WithoutTheMicroversion_IsAskedInItsOwn()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { MaxMicroversion = "2.30" });
        SnapshotRequest request = new(cloud.Server, cloud.ServerId, "old-nova");

        Migrations.Machines.Machine machine = await cloud.Source.DescribeAsync(cloud.Server, Cancellation);
        Snapshot snapshot = await cloud.Source.BeginSnapshotAsync(request, Cancellation);

        Assert.Equal((1, 256), (machine.Cpus, machine.MemoryMiB));
        Assert.True(Guid.TryParse(Assert.Single(snapshot.Disks).ImageId, out _));
    }

    [Fact]
    public async Task Snapshot_OfABusyServer_IsATransientConflict()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { SnapshotTime = TimeSpan.FromMinutes(1) });
        await cloud.Source.BeginSnapshotAsync(new SnapshotRequest(cloud.Server, cloud.ServerId, "first"), Cancellation);

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.BeginSnapshotAsync(new SnapshotRequest(cloud.Server, cloud.ServerId, "second"), Cancellation))).Failure;

        Assert.Equal(("cloud.conflict", true), (failure.Code, failure.Transient));
        Assert.Contains("task_state", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_RepeatedByTheCloud_IsNotInTheFailure()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://h/v2/images/1");
        request.Headers.Add("X-Auth-Token", "gAAAAsecret");
        using HttpResponseMessage response = new(System.Net.HttpStatusCode.BadRequest) { RequestMessage = request, Content = new StringContent("""{"error":{"message":"token gAAAAsecret is odd"}}""") };

        Failure failure = Assert.IsType<FailureException>(await OpenStack.Http.OpenStackFailures.FromAnswerAsync(response)).Failure;

        Assert.Contains("token *** is odd", failure.Message, StringComparison.Ordinal);
    }
}
