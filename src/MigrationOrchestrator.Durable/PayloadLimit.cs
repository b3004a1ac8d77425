using System.Text;

namespace MigrationOrchestrator.Durable;

/// <summary>The size limits of what histories hold, checked before anything is scheduled, so that a too large value fails where it is made.</summary>
public static class PayloadLimit
{
    /// <summary>The code of the failure of a value that is too large.</summary>
    public const string TooLarge = "payload.too-large";

    /// <summary>Serialises a value and checks its size.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">What the value is, for the message: <c>input of activity 'DownloadChunk'</c>.</param>
    /// <param name="limit">The most bytes of UTF-8 allowed; <see cref="DurableJson.MaxPayloadBytes"/> unless told.</param>
    /// <exception cref="FailureException">The JSON is larger than <paramref name="limit"/>; the code is <see cref="TooLarge"/>.</exception>
    public static string Serialize<T>(T value, string field, int limit = DurableJson.MaxPayloadBytes) => Checked(DurableJson.Serialize(value), field, limit);

    /// <summary>Checks the size of a value that is JSON already.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="field">What the value is, for the message.</param>
    /// <param name="limit">The most bytes of UTF-8 allowed.</param>
    /// <exception cref="FailureException">The JSON is larger than <paramref name="limit"/>; the code is <see cref="TooLarge"/>.</exception>
    public static string Checked(string json, string field, int limit = DurableJson.MaxPayloadBytes)
    {
        // One UTF-16 unit is at most three bytes of UTF-8, so most values need no counting.
        if (json.Length * 3L <= limit)
        {
            return json;
        }

        int bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= limit ? json : throw new FailureException(new Failure(TooLarge, $"The {field} is {bytes:N0} bytes of JSON; at most {limit:N0} are allowed.")
        {
            Remedy = "Put the data into staging and pass a reference to it.",
        });
    }
}
