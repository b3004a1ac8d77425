using System.Buffers;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Web.Problems;

/// <summary>Reads bodies: bounded, of the right media type, and strictly.</summary>
public static class RequestBody
{
    /// <summary>The largest body that is read where it is no batch file, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The largest body that any route reads, in bytes: what a server must let through.</summary>
    public const int LargestBytes = BatchLimits.FileBytes;

    /// <summary>Reads the body as a value.</summary>
    /// <exception cref="BodyException">It is too large or not said to be JSON.</exception>
    /// <exception cref="InvalidRequestException">It is not of the value's shape.</exception>
    internal static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            throw new BodyException(StatusCodes.Status415UnsupportedMediaType, "body.media_type", $"The body's Content-Type is '{request.ContentType}'.", "Send application/json.");
        }

        return await ReadAsync(request, MaxBytes, utf8 => StrictJson.Parse<T>(utf8), cancellation);
    }

    /// <summary>Reads a body of a bounded size.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The largest that is read, in bytes.</param>
    /// <param name="parse">Makes a value of it; must not keep it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BodyException">It is too large.</exception>
    internal static async Task<T> ReadAsync<T>(HttpRequest request, int maxBytes, BodyParser<T> parse, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(maxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, maxBytes + 1), maxBytes + 1, throwOnEndOfStream: false, cancellation);
            return length <= maxBytes ? parse(buffer.AsSpan(0, length)) : throw TooLarge(maxBytes);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxBytes);
        }
        finally
        {
            // Bodies can hold secrets (a cloud's registration); nothing of them stays in the pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static BodyException TooLarge(int maxBytes)
        => new(StatusCodes.Status413PayloadTooLarge, "body.too_large", $"The body has more than {maxBytes} bytes.", "A request fits into a fraction of that; check what is sent. A large batch can be split.");
}

/// <summary>Makes a value of a body.</summary>
/// <param name="utf8">The body, which is not to be kept.</param>
internal delegate T BodyParser<out T>(ReadOnlySpan<byte> utf8);

/// <summary>A body is refused before it is looked at.</summary>
internal sealed class BodyException(int status, string code, string message, string remedy) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Remedy { get; } = remedy;
}
