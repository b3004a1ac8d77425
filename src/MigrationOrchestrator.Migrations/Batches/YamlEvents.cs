using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>
/// The events of a YAML text, no deeper than a bound: the reader of nodes calls itself for each level, so that a text of nothing but brackets
/// would end the process.
/// </summary>
internal sealed class YamlEvents(string text, int maxDepth) : IParser
{
    // The parser is made here, so that the place is known where it fails in a way of its own.
    private readonly Scanner scanner = new(new StringReader(text), skipComments: true);
    private Parser? parser;
    private int depth;

    /// <inheritdoc/>
    public ParsingEvent? Current => parser?.Current;

    /// <summary>How far the text has been read.</summary>
    public Mark Place => scanner.CurrentPosition;

    /// <inheritdoc/>
    /// <exception cref="YamlException">It is no YAML, or deeper than the bound.</exception>
    public bool MoveNext()
    {
        parser ??= new Parser(scanner);
        bool more = parser.MoveNext();
        depth += more && parser.Current is { } found ? found.NestingIncrease : 0;
        return depth <= maxDepth ? more : throw new TooDeepException(parser.Current!.Start);
    }
}

/// <summary>A YAML text is nested deeper than it may be.</summary>
/// <param name="place">Where.</param>
internal sealed class TooDeepException(Mark place) : YamlException(place, place, "It is nested too deeply.");
