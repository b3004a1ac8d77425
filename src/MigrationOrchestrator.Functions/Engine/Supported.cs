namespace MigrationOrchestrator.Functions.Engine;

/// <summary>Asks for what not every storage of Durable Functions can do.</summary>
internal static class Supported
{
    /// <summary>Asks for something with an answer.</summary>
    /// <exception cref="NotSupportedException">The host cannot do it; the message says what, for people.</exception>
    public static async Task<T> AskAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception missing) when (missing is NotSupportedException or NotImplementedException)
        {
            throw new NotSupportedException($"This host's durable engine cannot {what}: {missing.Message}", missing);
        }
    }

    /// <summary>Asks for something without an answer.</summary>
    /// <exception cref="NotSupportedException">The host cannot do it; the message says what, for people.</exception>
    public static Task AskAsync(string what, Func<Task> ask) => AskAsync(what, async () =>
    {
        await ask();
        return true;
    });
}
