namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>An operating system type as vSphere names it, with its number in the DMTF's CIM_OperatingSystem.OsType for importers that do not read the name.</summary>
/// <param name="Name">VMware's name, written as <c>vmw:osType</c>, such as <c>debian12_64Guest</c>.</param>
/// <param name="CimId">The CIM number, written as <c>ovf:id</c>.</param>
/// <param name="CimVersion">The CIM version, written as <c>ovf:version</c>; null where the number alone says it.</param>
/// <param name="MinimumHardwareVersion">The lowest virtual hardware version for which vSphere offers the type.</param>
public sealed record OsType(string Name, int CimId, string? CimVersion, int MinimumHardwareVersion);
