using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>What Keystone grants: a token, until when, as whom, and where the services are. Lives in memory only.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="User">The user's name.</param>
/// <param name="ProjectId">The project's id.</param>
/// <param name="Project">The project's name.</param>
/// <param name="ApiVersion">Keystone's version: v3 or v2.0.</param>
/// <param name="Catalog">The services.</param>
internal sealed record Grant(Secret Token, DateTimeOffset ExpiresAt, string User, string ProjectId, string Project, string ApiVersion, Catalog Catalog);
