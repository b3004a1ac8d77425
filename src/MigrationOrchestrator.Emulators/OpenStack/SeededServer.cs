namespace MigrationOrchestrator.Emulators.OpenStack;

/// <summary>A server that is there from the beginning, running.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ImageId">The image that it was made of; its disk starts with a copy of the image's bytes.</param>
public sealed record SeededServer(string Name, string ImageId)
{
    /// <summary>The flavor's name; the emulator's own are m1.nano, m1.tiny, m1.small, m1.medium.</summary>
    public string Flavor { get; init; } = "m1.small";

    /// <summary>The names of its networks; the emulator's own are demo-net and shared-net.</summary>
    public IReadOnlyList<string> Networks { get; init; } = ["demo-net"];

    /// <summary>Ids of volumes that are attached, as /dev/vda, /dev/vdb and so on; seeded ones, or names of nothing where the cloud has no volume service.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Whether it boots from the first of <see cref="Volumes"/>, so that it has no image of its own.</summary>
    public bool BootsFromVolume { get; init; }
}
