using System.Security.Cryptography;
using System.Text;

namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>The whole emulated cloud.</summary>
internal sealed class EmulatedCloud(OpenStackEmulatorOptions options, string folder)
{
    public OpenStackEmulatorOptions Options => options;

    public TimeProvider Clock => options.Clock;

    public TokenBook Tokens { get; } = new(options.TokenLifetime, options.Clock);

    public Chores Chores { get; } = new(options.Clock);

    /// <summary>Application credentials: id and secret.</summary>
    public Shelf<EmulatedCredential> Credentials { get; } = new(credential => credential.Id);

    public IReadOnlyDictionary<string, EmulatedRegion> Regions { get; } = options.Regions.ToDictionary(name => name, name => new EmulatedRegion(name, Path.Combine(folder, name)), StringComparer.Ordinal);

    public string UserId { get; } = StableId("user", options.User);

    public string ProjectId { get; } = StableId("project", options.Project);

    public GlanceRanges Ranges { get; set; } = options.Ranges;

    public bool IsPassword(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(options.Password));

    private static string StableId(string kind, string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name}")))[..32];
}

internal sealed record EmulatedCredential(string Id, string Name, string Secret);
