using System.Net;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Web.Access;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>Where a host listens and who is let in.</summary>
/// <param name="Urls">The addresses; one of them is a loopback address, for other <c>migrator</c> processes.</param>
/// <param name="Access">Who is let in.</param>
internal sealed record Listening(IReadOnlyList<string> Urls, WebAccessOptions Access)
{
    private const string AnyLoopbackPort = "http://127.0.0.1:0";

    /// <summary>Whether the host stays until it is told to stop, rather than until its own command's work is done.</summary>
    public bool IsService { get; private init; }

    /// <summary>Only other <c>migrator</c> processes of the same user: a free loopback port and a fresh key.</summary>
    public static Listening Private() => new([AnyLoopbackPort], new WebAccessOptions { Key = Ownership.NewKey() });

    /// <summary>For people and programs.</summary>
    /// <param name="url">The address that was asked for.</param>
    /// <param name="key">The configured key, or null.</param>
    /// <exception cref="UsageException">The address is none, or is not loopback and there is no key, or the key can be guessed.</exception>
    public static Listening Public(string url, string? key)
    {
        string probe = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(probe, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Uri.UriSchemeHttp || parsed.PathAndQuery != "/")
        {
            throw new UsageException("web.url", $"'{url}' is no address to listen on.", "Give http://HOST:PORT, such as http://127.0.0.1:8080; TLS is a reverse proxy's work.");
        }

        bool loopback = parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
        if (!loopback && key is null)
        {
            throw new UsageException("web.key", $"'{url}' is not a loopback address, and no key is configured.", "Set MIGRATOR_WEB__KEY to a key of at least 16 characters, or listen on 127.0.0.1.");
        }

        if (key is { Length: < WebAccessOptions.MinKeyLength })
        {
            throw new UsageException("web.key", $"The key has {key.Length} characters.", $"Use at least {WebAccessOptions.MinKeyLength}, such as the output of: openssl rand -hex 32");
        }

        return new Listening(loopback ? [url] : [url, AnyLoopbackPort], new WebAccessOptions { LoopbackOnly = loopback, Key = key }) { IsService = true };
    }
}
