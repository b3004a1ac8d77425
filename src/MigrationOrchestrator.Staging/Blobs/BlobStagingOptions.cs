namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>Which Azure storage account the blob store uses, and how it is let in. A class and not a record, so that printing it shows no key.</summary>
public sealed class BlobStagingOptions
{
    /// <summary>The account's connection string, a secret; or null to use <see cref="ServiceUri"/> with the host's identity.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>, without a signature; used where there is no connection string.</summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>The client id of a user-assigned managed identity, or null for the system's one.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The container's name: 3 to 63 characters <c>a-z 0-9 -</c>; made private on first use. <c>migration-staging</c> unless told.</summary>
    public string Container { get; init; } = "migration-staging";

    /// <summary>Requests at a time for one object that is taken over or copied to a file; 1 to 32, 4 unless told. Each holds a buffer of 8 MiB, more for objects over 390 GiB.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is missing or wrong; the exception names it and holds no key.</exception>
    internal BlobStagingOptions Validated()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString) == (ServiceUri is null))
        {
            throw new ArgumentException($"Give either {nameof(ConnectionString)} or {nameof(ServiceUri)}.");
        }

        if (ServiceUri is { } uri && (!uri.IsAbsoluteUri || uri.Query.Length > 0 || uri.UserInfo.Length > 0 || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))))
        {
            throw new ArgumentException($"{nameof(ServiceUri)} must be an https address without a query or a user.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parallelism, 32);
        return IsContainerName(Container)
            ? this
            : throw new ArgumentException($"{nameof(Container)} '{Container}' is no container's name: 3 to 63 characters a-z 0-9 -, beginning and ending with a letter or digit, without '--'.");
    }

    private static bool IsContainerName(string name)
        => name is { Length: >= 3 and <= 63 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && !name.StartsWith('-') && !name.EndsWith('-') && !name.Contains("--", StringComparison.Ordinal);
}
