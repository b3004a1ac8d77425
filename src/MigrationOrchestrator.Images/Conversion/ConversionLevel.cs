namespace MigrationOrchestrator.Images;

/// <summary>How much time a conversion spends on making its output small.</summary>
public enum ConversionLevel
{
    /// <summary>About the size that qemu-img reaches.</summary>
    Small,

    /// <summary>About 8 % larger and twice as fast as <see cref="Small"/>.</summary>
    Balanced,

    /// <summary>As fast as the processor allows, about 12 % larger than <see cref="Small"/>.</summary>
    Fast,

    /// <summary>Chooses, and changes between units, so that conversion plus upload takes the least time.</summary>
    Auto,
}

/// <summary>Which compression libraries a conversion may use.</summary>
public enum CompressionLibraries
{
    /// <summary>ISA-L and libdeflate where installed, .NET's otherwise.</summary>
    Installed,

    /// <summary>.NET's alone: no native code beyond the runtime sees the image.</summary>
    DotNetOnly,
}
