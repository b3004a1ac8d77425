namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>Where a container engine may listen.</summary>
internal static class ContainerEndpoints
{
    /// <summary>The configured address alone, or <c>DOCKER_HOST</c> alone, or the sockets of Docker and Podman that are there.</summary>
    /// <param name="configured">The configured address, or null.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static IReadOnlyList<Uri> Candidates(Uri? configured, Func<string, string?> variable)
    {
        if (configured is not null)
        {
            return [configured];
        }

        if (Uri.TryCreate(variable("DOCKER_HOST"), UriKind.Absolute, out Uri? told))
        {
            return [told];
        }

        string? user = variable("XDG_RUNTIME_DIR");
        return
        [
            .. ((string?[])["/var/run/docker.sock", "/run/podman/podman.sock", user is null ? null : $"{user}/podman/podman.sock", user is null ? null : $"{user}/docker.sock"])
                .Where(File.Exists)
                .Select(socket => new Uri("unix://" + socket)),
        ];
    }
}
