namespace MigrationOrchestrator.Emulators.VCloud;

/// <summary>How an emulated vCloud Director is set up.</summary>
public sealed record VCloudEmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where received bytes are kept; null (the default) uses a temporary folder that goes with the emulator.</summary>
    public string? Folder { get; init; }

    /// <summary>The API versions that it offers, as <c>major.minor</c>: 5.1, 5.5, 9.0 and 27.0 to 39.1 can be spoken.</summary>
    public IReadOnlyList<string> Versions { get; init; } = ["5.1", "36.0", "36.1", "36.2", "36.3", "37.0", "37.1", "37.2", "38.0", "38.1", "39.0", "39.1"];

    /// <summary>Its organisations; one, with one user, one vDC and one catalogue, unless told.</summary>
    public IReadOnlyList<EmulatedOrganisation> Organisations { get; init; } = [EmulatedOrganisation.Default];

    /// <summary>How long each task takes at least; 200 ms unless told.</summary>
    public TimeSpan TaskTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After how long without a request a session ends; 30 minutes unless told, as in vCloud Director.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long without bytes an upload is given up (status 17); 60 minutes unless told, as in vCloud Director.</summary>
    public TimeSpan TransferIdle { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Whether it closes the connection after each piece of a file, as some load balancers do.</summary>
    public bool ClosesAfterPiece { get; init; }

    /// <summary>Whether bytes of a piece whose connection broke are kept (the default) or forgotten.</summary>
    public bool KeepsBrokenPieces { get; init; } = true;

    /// <summary>The most records on one page of a query; 128 unless told, as in vCloud Director.</summary>
    public int LargestPage { get; init; } = 128;

    /// <summary>Seeds the order in which files are listed and the dice of fault rules.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The clock of tasks, sessions and transfers.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>An organisation of an emulated vCloud Director.</summary>
/// <param name="Name">Its name; <c>System</c> is the provider's own.</param>
public sealed record EmulatedOrganisation(string Name)
{
    /// <summary>Organisation <c>demo</c>: user <c>operator</c>, vDC <c>vdc-1</c>, catalogue <c>templates</c>.</summary>
    public static EmulatedOrganisation Default { get; } = new("demo");

    /// <summary>Who may sign in.</summary>
    public IReadOnlyList<EmulatedUser> Users { get; init; } = [new("operator", "operator-password")];

    /// <summary>Its virtual data centres.</summary>
    public IReadOnlyList<EmulatedVdc> Vdcs { get; init; } = [new("vdc-1")];

    /// <summary>Its catalogues.</summary>
    public IReadOnlyList<EmulatedCatalog> Catalogs { get; init; } = [new("templates")];
}

/// <summary>A user of an emulated organisation.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Password">The user's password.</param>
/// <param name="ApiToken">An API token that the user has made, or null.</param>
public sealed record EmulatedUser(string Name, string Password, string? ApiToken = null);

/// <summary>A virtual data centre of an emulated organisation.</summary>
/// <param name="Name">Its name.</param>
public sealed record EmulatedVdc(string Name)
{
    /// <summary>Whether it is enabled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its storage profiles.</summary>
    public IReadOnlyList<EmulatedStorageProfile> StorageProfiles { get; init; } = [new("standard") { Default = true }, new("fast")];

    /// <summary>The names of its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = ["tenant-net", "dmz-net"];

    /// <summary>The virtual hardware versions that it supports, rising.</summary>
    public IReadOnlyList<string> HardwareVersions { get; init; } = ["vmx-09", "vmx-10", "vmx-11", "vmx-13", "vmx-14", "vmx-15", "vmx-17", "vmx-19"];
}

/// <summary>A storage profile of an emulated vDC.</summary>
/// <param name="Name">Its name.</param>
public sealed record EmulatedStorageProfile(string Name)
{
    /// <summary>Whether it is taken where none is named.</summary>
    public bool Default { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its limit in MB; 0 for none.</summary>
    public long LimitMegabytes { get; init; }
}

/// <summary>A catalogue of an emulated organisation.</summary>
/// <param name="Name">Its name.</param>
public sealed record EmulatedCatalog(string Name)
{
    /// <summary>Whether nothing can be uploaded to it, as with a subscribed catalogue.</summary>
    public bool ReadOnly { get; init; }
}
