using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>
/// Writes each log entry as one line of JSON: time, level, category, event, message, its named values, and the exception's type and message. A line
/// that cannot be written is dropped: what is logged goes on without its log.
/// </summary>
/// <param name="file">Where to.</param>
/// <param name="time">The clock.</param>
/// <param name="dropped">Told why, when the first line is dropped.</param>
internal sealed class JsonLinesProvider(RollingFile file, TimeProvider time, Action<string> dropped) : ILoggerProvider
{
    private const string Template = "{OriginalFormat}";

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> buffer = new();
    private bool hasDropped;

    public ILogger CreateLogger(string categoryName) => new JsonLinesLogger(this, categoryName);

    public void Dispose()
    {
        lock (gate)
        {
            file.Dispose();
        }
    }

    private void Write<TState>(string category, LogLevel level, EventId id, TState state, Exception? exception, string message)
    {
        lock (gate)
        {
            buffer.ResetWrittenCount();
            using (Utf8JsonWriter json = new(buffer))
            {
                json.WriteStartObject();
                json.WriteString("time", time.GetUtcNow());
                json.WriteString("level", level.ToString());
                json.WriteString("category", category);
                if (id.Name is { } name)
                {
                    json.WriteString("event", name);
                }

                json.WriteString("message", message);
                WriteValues(json, state);
                WriteException(json, exception);
                if (Activity.Current is { } activity)
                {
                    json.WriteString("trace", activity.TraceId.ToString());
                    json.WriteString("span", activity.SpanId.ToString());
                }

                json.WriteEndObject();
            }

            Append();
        }
    }

    private void Append()
    {
        try
        {
            file.Append(buffer.WrittenSpan);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!hasDropped)
            {
                hasDropped = true;
                dropped(refused.Message);
            }
        }
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values)
        {
            return;
        }

        json.WriteStartObject("values");
        foreach ((string name, object? value) in values.Where(value => value.Key != Template))
        {
            json.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private static void WriteException(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is not null)
        {
            json.WriteStartObject("exception");
            json.WriteString("type", exception.GetType().FullName);
            json.WriteString("message", exception.Message);
            json.WriteString("stack", exception.StackTrace);
            json.WriteEndObject();
        }
    }

    private sealed class JsonLinesLogger(JsonLinesProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => provider.Write(category, logLevel, eventId, state, exception, formatter(state, exception));
    }
}
