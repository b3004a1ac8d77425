using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using CoreFailureDetails = DurableTask.Core.FailureDetails;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// Carries a <see cref="Failure"/> over the boundary between a step and its orchestration. Durable Functions passes on nothing of an exception but
/// the name of its type and its message, so the message is a mark and the failure as JSON; see docs/decisions/failures-on-durable-functions.md.
/// </summary>
internal static class CrossingFailure
{
    private const string Mark = "failure-as-json ";
    private const int MaxText = 4_000;

    /// <summary>The exception that a step or an orchestrator ends with.</summary>
    /// <param name="thrown">What was really thrown; it is not attached, since the host would persist its stack.</param>
    public static Exception Pack(Exception thrown)
    {
        Failure failure = Failure.From(thrown);
        string json = DurableJson.Serialize(failure with { Message = Cut(failure.Message)!, Remedy = Cut(failure.Remedy) });

        // The host takes what stands before the first colon and space for the exception's type.
        return new CrossingException(Mark + json.Replace(": ", ":\\u0020", StringComparison.Ordinal));
    }

    /// <summary>The failure that a step ended with.</summary>
    public static Failure Read(TaskFailureDetails details)
    {
        for (TaskFailureDetails? link = details; link is not null; link = link.InnerFailure)
        {
            if (Unpack(link.ErrorMessage) is { } failure)
            {
                return failure;
            }
        }

        return Unclassified(details.ErrorType, details.ErrorMessage);
    }

    /// <summary>The failure in a history's fact.</summary>
    /// <param name="details">What the host recorded, or null.</param>
    /// <param name="reason">The reason that it recorded beside them.</param>
    public static Failure Read(CoreFailureDetails? details, string? reason)
    {
        for (CoreFailureDetails? link = details; link is not null; link = link.InnerFailure)
        {
            if (Unpack(link.ErrorMessage) is { } failure)
            {
                return failure;
            }
        }

        return Unpack(reason) ?? Unclassified(details?.ErrorType, details?.ErrorMessage ?? reason);
    }

    private static Failure Unclassified(string? type, string? message)
        => new(Failure.Unexpected, Cut(message) is { Length: > 0 } text ? text : "It failed; the host recorded no reason.") { ExceptionType = string.IsNullOrEmpty(type) ? null : type };

    private static Failure? Unpack(string? message)
    {
        if (message?.LastIndexOf(Mark, StringComparison.Ordinal) is not (>= 0 and var mark))
        {
            return null;
        }

        try
        {
            // Whatever the host put behind the JSON is not looked at.
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(message[(mark + Mark.Length)..]));
            return JsonSerializer.Deserialize<Failure>(ref reader, DurableJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? string.Concat(text.AsSpan(0, MaxText), "…") : text;
}

/// <summary>Ends a step; its message is a <see cref="Failure"/> as JSON.</summary>
/// <param name="message">The mark and the JSON.</param>
internal sealed class CrossingException(string message) : Exception(message);
