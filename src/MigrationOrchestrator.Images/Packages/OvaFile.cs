namespace MigrationOrchestrator.Images.Packages;

/// <summary>A file to be packed.</summary>
/// <param name="Name">Its name, as the descriptor's References have it.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Open">Opens it from its beginning; called once to digest it, unless <paramref name="Digest"/> is given, and once to pack it.</param>
/// <param name="Digest">Its digest in hexadecimal digits, of the algorithm asked of the writer, where it is known already; null lets the writer read the file once more.</param>
public sealed record OvaFile(string Name, long Length, Func<CancellationToken, Task<Stream>> Open, string? Digest = null);
