using System.Buffers;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Web.Problems;

/// <summary>Reads JSON bodies: bounded, of the right media type, and strictly.</summary>
public static class RequestBody
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body as a value.</summary>
    /// <exception cref="BodyException">It is too large or not said to be JSON.</exception>
    /// <exception cref="InvalidRequestException">It is not of the value's shape.</exception>
    internal static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            throw new BodyException(StatusCodes.Status415UnsupportedMediaType, "body.media_type", $"The body's Content-Type is '{request.ContentType}'.", "Send application/json.");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, cancellation);
            return length <= MaxBytes ? StrictJson.Parse<T>(buffer.AsSpan(0, length)) : throw TooLarge();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        finally
        {
            // Bodies can hold secrets (a cloud's registration); nothing of them stays in the pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static BodyException TooLarge()
        => new(StatusCodes.Status413PayloadTooLarge, "body.too_large", $"The body has more than {MaxBytes} bytes.", "A request fits into a fraction of that; check what is sent.");
}

/// <summary>A body is refused before it is looked at.</summary>
internal sealed class BodyException(int status, string code, string message, string remedy) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Remedy { get; } = remedy;
}
