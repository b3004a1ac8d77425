using Refit;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>What a handler may know of a request beside its wire form.</summary>
internal static class RequestFacts
{
    /// <summary>The name of the option that carries the secret which a request's body holds, so that no error repeats it.</summary>
    public const string SecretOption = "openstack.secret";

    private static readonly HttpRequestOptionsKey<string> Template = new(HttpRequestMessageOptions.RelativePathTemplate);

    extension(HttpRequestMessage request)
    {
        /// <summary>The route with its placeholders: <c>/v2/images/{id}</c>.</summary>
        public string Route => request.Options.TryGetValue(Template, out string? route) ? route.Split('?')[0] : "/";

        /// <summary>Method and route, never ids or queries.</summary>
        public string Call => $"{request.Method} {request.Route}";

        /// <summary>Whether it moves an image's bytes, which are neither buffered nor bound in time.</summary>
        public bool MovesImage => request.Route.EndsWith("/file", StringComparison.Ordinal);

        /// <summary>Whether repeating it changes nothing. Asking for a token does not count as change.</summary>
        public bool IsIdempotent => request.Method == HttpMethod.Get || request.Method == HttpMethod.Delete || request.Route.EndsWith("/tokens", StringComparison.Ordinal);
    }
}
