using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>stream_context [before n] [after m] [time_window 1h]</c>: each row with its neighbours in its stream, in order of time.</summary>
internal sealed class StreamContextPipe(long before, long after, long windowNs, string windowText) : Pipe
{
    private const long DefaultWindowNs = 3600_000_000_000;

    public long Before { get; } = before;

    public long After { get; } = after;

    public long WindowNs { get; } = windowNs;

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new StreamContextProcessor(this, context, next);

    internal override void NarrowFields(NeededFields needed) => needed.Add(["_time", .. Filters.StreamFilter.Labels]);

    public override string ToString() => "stream_context" + (Before > 0 ? " before " + PipeSyntax.Count(Before) : "")
        + (After > 0 ? " after " + PipeSyntax.Count(After) : "") + (windowText.Length == 0 ? "" : " time_window " + windowText);

    public static Pipe Parse(TokenReader reader, string name)
    {
        int at = reader.Position;
        long before = 0;
        long after = 0;
        long windowNs = DefaultWindowNs;
        string windowText = "";
        bool any = false;
        while (!reader.AtPartEnd)
        {
            if (reader.Skip("before"))
            {
                (before, any) = (PipeSyntax.ReadCount(reader, "before"), true);
            }
            else if (reader.Skip("after"))
            {
                (after, any) = (PipeSyntax.ReadCount(reader, "after"), true);
            }
            else if (reader.Skip("time_window"))
            {
                int windowAt = reader.Position;
                windowText = reader.ReadPhrase("a duration");
                windowNs = Durations.TryParse(windowText, out long ns) && ns > 0 ? ns : throw new LogsQlException($"'{windowText}' is no duration", windowAt);
            }
            else
            {
                throw reader.Unexpected("before, after, time_window or the end of stream_context");
            }
        }

        return any ? new StreamContextPipe(before, after, windowNs, windowText) : throw new LogsQlException("stream_context needs 'before n' or 'after n'", at);
    }
}
