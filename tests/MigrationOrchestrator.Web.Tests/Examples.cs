using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Web.Tests;

internal static class Examples
{
    public const string RequestJson = """{"source":{"cloud":"north","machine":"web-1"},"target":{"cloud":"vcd","catalog":"images"}}""";

    public static readonly InstanceId Id = new("m-1");

    public static MigrationRequest Request { get; } = new(new MachineRef(CloudName.Parse("north"), "web-1"), new TargetPlace(CloudName.Parse("vcd")));

    public static MigrationView View(MigrationState state) => new(Id, state, Stage.Download, Request, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [new DiskProgress("disk-0", Stage.Download, 5, 10)]);
}
