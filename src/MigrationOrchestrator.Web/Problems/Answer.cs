using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Web.Problems;

/// <summary>
/// Runs a handler and turns what it throws into problem details. It stands in the handlers and not in middleware, because they also run on
/// hosts whose pipeline is not ours.
/// </summary>
internal static class Answer
{
    /// <summary>The handler's answer, or the problem that it threw.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="kind">What it starts, if anything; a migration unless told.</param>
    public static async Task<IResult> Async(Func<Task<IResult>> handler, InstanceKind? kind = null)
    {
        try
        {
            return await handler();
        }
        catch (InvalidRequestException invalid)
        {
            return Problem.Input(invalid.Problems);
        }
        catch (ContinuationTokenException unknown)
        {
            return Problem.Input([new("after", unknown.Message, ContinuationTokenException.Remedy)]);
        }
        catch (BodyException refused)
        {
            return Problem.Of(refused.Status, refused.Code, "The body cannot be read", refused.Message, refused.Remedy);
        }
        catch (InstanceExistsException taken)
        {
            return Problem.Of(StatusCodes.Status409Conflict, $"{(kind ?? InstanceKind.Migration).Noun}.exists", "The id is taken", taken.Message, "Take another id, or none: a fresh one is made.");
        }
        catch (NotSupportedException unsupported)
        {
            return Problem.Of(StatusCodes.Status501NotImplemented, "host.not_supported", "This host cannot do it", unsupported.Message, "Ask a host of another kind, or choose another storage for this one; see the README's table of hosts.");
        }
        catch (FailureException failed)
        {
            return Problem.From(failed.Failure);
        }
    }
}
