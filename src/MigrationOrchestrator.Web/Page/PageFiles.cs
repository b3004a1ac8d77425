using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace MigrationOrchestrator.Web.Page;

/// <summary>The web page's files, embedded in this assembly: nothing is read from a folder and nothing from the network.</summary>
internal static class PageFiles
{
    private static readonly FrozenDictionary<string, PageFile> Files = Load();

    /// <summary>Whether a path is one of the page's files.</summary>
    public static bool Holds(PathString path) => Find(path) is not null;

    /// <summary>The file of a path, or null.</summary>
    public static PageFile? Find(PathString path) => Files.GetValueOrDefault(path == "/" ? "/page/index.html" : path.Value ?? "");

    private static FrozenDictionary<string, PageFile> Load()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal))
            .ToFrozenDictionary(name => "/" + name, name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static PageFile Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageFile(content, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"The page's file '{name}' has no known media type."),
    };
}

/// <summary>One file of the page.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Tag">Its entity tag, quoted.</param>
internal sealed record PageFile(byte[] Content, string MediaType, string Tag);
