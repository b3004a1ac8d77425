using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.VCloud.Model;

namespace MigrationOrchestrator.Emulators.VCloud;

/// <summary>Tells what the cloud holds.</summary>
internal static class StateReader
{
    public static VCloudEmulatorState Read(CloudModel cloud)
    {
        lock (cloud.Gate)
        {
            return new VCloudEmulatorState(
                [.. cloud.Templates.Select(Describe)],
                [.. cloud.VApps.Select(vApp => new EmulatedVAppState(vApp.Key, vApp.Name, vApp.Description, vApp.Status, vApp.TemplateName, vApp.Network))],
                [
                    .. cloud.Templates.SelectMany(template => template.Transfer?.Files.Where(file => !file.IsComplete)
                        .Select(file => new EmulatedUploadState(template.Name, file.Name, file.Stored, file.Size)) ?? []),
                ],
                [.. cloud.Orgs.SelectMany(org => org.Catalogs).SelectMany(catalog => catalog.Items).Select(item => item.Name)],
                [.. cloud.Tasks.Where(task => task.IsOpen).Select(task => task.Operation)],
                cloud.Sessions.Count);
        }
    }

    public static IReadOnlyDictionary<string, int> Count(VCloudEmulatorState state) => new Dictionary<string, int>
    {
        ["templates"] = state.Templates.Count,
        ["vApps"] = state.VApps.Count,
        ["uploads"] = state.Uploads.Count,
        ["catalogItems"] = state.CatalogItems.Count,
        ["openTasks"] = state.OpenTasks.Count,
        ["sessions"] = state.Sessions,
    };

    public static Task WriteAsync(HttpContext http, VCloudEmulatorState state)
        => http.Response.WriteAsJsonAsync(state, StateJson.Default.VCloudEmulatorState, cancellationToken: http.RequestAborted);

    private static EmulatedTemplateState Describe(TemplateModel template) => new(
        template.Key,
        template.Name,
        template.Description,
        template.Status,
        template.Org.Name,
        CloudModel.ItemOf(template)?.Catalog.Name,
        template.DescriptorUploaded ? template.DescriptorPath : null,
        [
            .. template.Descriptor?.Disks.Select(disk =>
            {
                string path = Path.Combine(template.Folder, disk.File);
                long received = template.Transfer?.Files.Find(file => file.Name == disk.File)?.Stored ?? (File.Exists(path) ? new FileInfo(path).Length : 0);
                return new EmulatedDiskState(disk.File, path, received, disk.CapacityBytes);
            }) ?? [],
        ]);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VCloudEmulatorState))]
internal sealed partial class StateJson : JsonSerializerContext;
