namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>Finds the container engine and remembers it; one that is not there now may be there later.</summary>
/// <param name="options">Where to look, and the image that it must have.</param>
internal sealed class ContainerEngines(ConversionOptions options)
{
    private volatile ContainerEngine? found;

    /// <summary>The engine.</summary>
    /// <exception cref="Durable.FailureException"><c>conversion.no_engine</c>, <c>conversion.image_missing</c>.</exception>
    public async Task<ContainerEngine> FindAsync(CancellationToken cancellation)
        => found ??= await ContainerEngine.FindAsync(ContainerEndpoints.Candidates(options.ContainerEndpoint, Environment.GetEnvironmentVariable), options.ContainerImage, cancellation);
}
