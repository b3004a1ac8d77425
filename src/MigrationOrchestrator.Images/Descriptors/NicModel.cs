namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The model of a virtual network card.</summary>
public enum NicModel
{
    /// <summary>VMware's paravirtual card; in Linux since 2.6.32, in Windows only with VMware Tools.</summary>
    Vmxnet3,

    /// <summary>Intel 82574L; in Windows since 8 and Server 2012 without any driver disk. Hardware version 8 and later.</summary>
    E1000E,

    /// <summary>Intel 82545EM; known to nearly every guest of the last twenty years.</summary>
    E1000,
}
