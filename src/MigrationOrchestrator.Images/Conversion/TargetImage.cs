namespace MigrationOrchestrator.Images;

/// <summary>What a conversion can write.</summary>
public enum TargetImage
{
    /// <summary>streamOptimized VMDK for OVF packages; capacity is rounded up to 1 MiB.</summary>
    VmdkStreamOptimized,

    /// <summary>qcow2 version 3 with clusters of 64 KiB, not compressed.</summary>
    Qcow2,

    /// <summary>qcow2 version 3 whose clusters are deflated.</summary>
    Qcow2Compressed,

    /// <summary>The disk's bytes; zeros become holes where the sink keeps them (<see cref="ISparsePieceSink"/>).</summary>
    Raw,

    /// <summary>Fixed VHD, as Azure takes it; capacity is rounded up to 1 MiB.</summary>
    VhdFixed,

    /// <summary>Dynamic VHD; capacity is rounded up to 1 MiB.</summary>
    VhdDynamic,
}
