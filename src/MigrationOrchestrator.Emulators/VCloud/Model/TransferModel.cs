namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>The files of one template that are being received. Its id is part of their addresses.</summary>
internal sealed class TransferModel
{
    public const string DescriptorFile = "descriptor.ovf";
    public const string ManifestFile = "manifest.mf";

    public Guid Id { get; } = Guid.NewGuid();

    public List<TransferFile> Files { get; } = [];

    /// <summary>When a byte came last, on the emulator's clock.</summary>
    public DateTimeOffset LastTouched { get; set; }
}

/// <summary>One file that is being received.</summary>
/// <param name="name">As in the descriptor.</param>
/// <param name="path">Where its bytes go.</param>
/// <param name="size">Its length in bytes, or -1 where the descriptor does not say.</param>
internal sealed class TransferFile(string name, string path, long size)
{
    private int writing;

    public string Name => name;

    public string Path => path;

    public long Size { get; set; } = size;

    public long Stored { get; set; }

    public bool IsComplete => Size >= 0 && Stored == Size;

    /// <summary>Takes the file for one writer; false where there is one.</summary>
    public bool TryTake() => Interlocked.Exchange(ref writing, 1) == 0;

    public void Release() => Volatile.Write(ref writing, 0);
}
