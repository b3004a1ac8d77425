namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>
/// Facts as bytes: a kind, the time in ticks, then the fact's own fields; numbers as LEB128, texts as length and UTF-8.
/// A turn's facts are one blob, several times smaller and faster than JSON; exports are JSON.
/// </summary>
internal static class HistoryCodec
{
    public static byte[] Encode(IReadOnlyList<HistoryEvent> facts)
    {
        FactWriter writer = new();
        foreach (HistoryEvent fact in facts)
        {
            Write(writer, fact);
        }

        return writer.ToArray();
    }

    public static byte[] Encode(HistoryEvent fact) => Encode([fact]);

    /// <summary>Adds a blob's facts to a list.</summary>
    /// <exception cref="InvalidDataException">The bytes are no facts.</exception>
    public static void Decode(ReadOnlySpan<byte> blob, List<HistoryEvent> facts)
    {
        FactReader reader = new(blob);
        while (!reader.IsAtEnd)
        {
            facts.Add(Read(ref reader));
        }
    }

    public static HistoryEvent DecodeOne(ReadOnlySpan<byte> blob)
    {
        FactReader reader = new(blob);
        return Read(ref reader);
    }

    private static void Write(FactWriter to, HistoryEvent fact)
    {
        switch (fact)
        {
            case ExecutionStarted f: to.Head(1, f).Text(f.Name).Text(f.Version).Text(f.Input).Text(f.ParentId?.Value).Text(f.ExecutionId); break;
            case OrchestratorStarted f: to.Head(2, f); break;
            case TaskScheduled f: to.Head(3, f).Number(f.Id).Text(f.Name).Text(f.Input).Text(f.InputHash).Number(f.Attempt); break;
            case TaskCompleted f: to.Head(4, f).Number(f.Id).Text(f.Output); break;
            case TaskFailed f: to.Head(5, f).Number(f.Id).Text(DurableJson.Serialize(f.Failure)); break;
            case SubOrchestrationCreated f: to.Head(6, f).Number(f.Id).Text(f.Name).Text(f.ChildId.Value).Text(f.Input).Text(f.InputHash).Text(f.Version).Number(f.Attempt); break;
            case SubOrchestrationCompleted f: to.Head(7, f).Number(f.Id).Text(f.Output); break;
            case SubOrchestrationFailed f: to.Head(8, f).Number(f.Id).Text(DurableJson.Serialize(f.Failure)); break;
            case TimerCreated f: to.Head(9, f).Number(f.Id).Ticks(f.DueAt); break;
            case TimerFired f: to.Head(10, f).Number(f.Id); break;
            case EventRaised f: to.Head(11, f).Text(f.Name).Text(f.Payload); break;
            case EventSent f: to.Head(12, f).Number(f.Id).Text(f.Target.Value).Text(f.Name).Text(f.Payload); break;
            case ExecutionSuspended f: to.Head(13, f).Text(f.Reason); break;
            case ExecutionResumed f: to.Head(14, f).Text(f.Reason); break;
            case ExecutionRewound f: to.Head(15, f).Text(f.Reason).Text(f.ExecutionId); break;
            case ExecutionTerminated f: to.Head(16, f).Text(f.Reason); break;
            case ExecutionCompleted f: to.Head(17, f).Text(f.Output); break;
            case ExecutionFailed f: to.Head(18, f).Text(DurableJson.Serialize(f.Failure)); break;
            case ContinuedAsNew f: to.Head(19, f).Text(f.Input); break;
            default: throw new InvalidOperationException($"A fact of type {fact.GetType().Name} has no encoding.");
        }
    }

    private static HistoryEvent Read(ref FactReader from)
    {
        int kind = from.Kind();
        DateTimeOffset at = from.Ticks();
        return kind switch
        {
            1 => new ExecutionStarted(at, from.Text(), from.Text(), from.Text(), from.TextOrNull() is { } parent ? new InstanceId(parent) : null, from.Text()),
            2 => new OrchestratorStarted(at),
            3 => new TaskScheduled(at, from.Number(), from.Text(), from.Text(), from.Text(), from.Number()),
            4 => new TaskCompleted(at, from.Number(), from.Text()),
            5 => new TaskFailed(at, from.Number(), from.Failure()),
            6 => new SubOrchestrationCreated(at, from.Number(), from.Text(), new InstanceId(from.Text()), from.Text(), from.Text(), from.Text(), from.Number()),
            7 => new SubOrchestrationCompleted(at, from.Number(), from.Text()),
            8 => new SubOrchestrationFailed(at, from.Number(), from.Failure()),
            9 => new TimerCreated(at, from.Number(), from.Ticks()),
            10 => new TimerFired(at, from.Number()),
            11 => new EventRaised(at, from.Text(), from.Text()),
            12 => new EventSent(at, from.Number(), new InstanceId(from.Text()), from.Text(), from.Text()),
            13 => new ExecutionSuspended(at, from.Text()),
            14 => new ExecutionResumed(at, from.Text()),
            15 => new ExecutionRewound(at, from.Text(), from.Text()),
            16 => new ExecutionTerminated(at, from.Text()),
            17 => new ExecutionCompleted(at, from.Text()),
            18 => new ExecutionFailed(at, from.Failure()),
            19 => new ContinuedAsNew(at, from.Text()),
            _ => throw new InvalidDataException($"The history holds a fact of the unknown kind {kind}: it was written by a newer build, or the file is damaged."),
        };
    }
}
