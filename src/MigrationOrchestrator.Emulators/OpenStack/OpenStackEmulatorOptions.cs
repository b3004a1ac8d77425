using MigrationOrchestrator.Emulators.Faults;

namespace MigrationOrchestrator.Emulators.OpenStack;

/// <summary>What an emulated OpenStack is like.</summary>
public sealed record OpenStackEmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where the images' and disks' bytes are kept; null for a temporary folder that is removed at the end.</summary>
    public string? Folder { get; init; }

    /// <summary>The user's name, in the domain <see cref="Domain"/>.</summary>
    public string User { get; init; } = "demo";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "demo-secret";

    /// <summary>The project's name, in the domain <see cref="Domain"/>.</summary>
    public string Project { get; init; } = "demo";

    /// <summary>The domain's name; its id is <c>default</c>.</summary>
    public string Domain { get; init; } = "Default";

    /// <summary>The regions, one or more; each has its own compute, image and network service.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["RegionOne"];

    /// <summary>How long a token lasts.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a snapshot takes at least, spread over its states.</summary>
    public TimeSpan SnapshotTime { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a server takes to be built, stopped, started or deleted.</summary>
    public TimeSpan ServerTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a volume or a volume snapshot is <c>deleting</c>; volumes on spinning disks that are overwritten take minutes.</summary>
    public TimeSpan VolumeDeleteTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How the store behind Glance answers a request for a range.</summary>
    public GlanceRanges Ranges { get; init; }

    /// <summary>How long Glance takes to notice that an upload broke off; the image stays at saving until then.</summary>
    public TimeSpan BrokenUploadTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What becomes of an image whose upload broke off, once Glance has noticed.</summary>
    public BrokenUpload BrokenUpload { get; init; }

    /// <summary>Whether the catalogue names a volume service (Cinder).</summary>
    public bool HasVolumes { get; init; }

    /// <summary>How many servers the project may have.</summary>
    public int MaxServers { get; init; } = 10;

    /// <summary>The highest microversion that Nova has, such as 2.93 (Zed) or 2.1.</summary>
    public string MaxMicroversion { get; init; } = "2.93";

    /// <summary>Faults from the start; more can be added at any time.</summary>
    public FaultInjector Faults { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How a store behind Glance answers <c>Range</c>.</summary>
public enum GlanceRanges
{
    /// <summary>206 with the range: filesystem and cinder stores.</summary>
    Served,

    /// <summary>400: RBD, Swift, S3, HTTP and VMware stores.</summary>
    Refused,

    /// <summary>206 with the whole body, as some do.</summary>
    WholeAs206,

    /// <summary>200 with the whole body.</summary>
    Ignored,
}

/// <summary>What Glance makes of an upload that broke off.</summary>
public enum BrokenUpload
{
    /// <summary>The image is queued again, without bytes: Glance itself.</summary>
    Queued,

    /// <summary>The image is active with fewer bytes than were promised: a proxy in front of Glance ended the stream as if it were whole.</summary>
    TakenAsWhole,
}
