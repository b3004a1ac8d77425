using Docker.DotNet;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>Turns what a container engine says into failures that a person can act on.</summary>
internal static class ContainerFailures
{
    /// <summary>No engine answers.</summary>
    public static FailureException NoEngine(string tried) => new(new Failure("conversion.no_engine", $"No container engine answers ({tried}).")
    {
        Remedy = "Start Docker or Podman (podman system service), set DOCKER_HOST, or choose the process runner.",
    });

    /// <summary>The engine does not have the converter's image.</summary>
    public static FailureException NoImage(string engine, string image) => new(new Failure("conversion.image_missing", $"{engine} has no image '{image}'.")
    {
        Remedy = "Build it with infra/local/converter/build, or configure another image.",
    });

    /// <summary>Runs a request and classifies what it throws.</summary>
    public static async Task<T> GuardAsync<T>(string engine, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (DockerApiException refused)
        {
            throw new FailureException(
                new Failure("conversion.engine_refused", $"{engine} refused the request: {(int)refused.StatusCode} {refused.ResponseBody?.Trim()}", Transient: (int)refused.StatusCode >= 500)
                {
                    Remedy = "Look at the engine's own log.",
                }, refused);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TimeoutException)
        {
            throw new FailureException(
                new Failure("conversion.engine_unreachable", $"{engine} does not answer: {lost.Message}", Transient: true) { Remedy = "Check that the container engine runs." }, lost);
        }
    }
}
