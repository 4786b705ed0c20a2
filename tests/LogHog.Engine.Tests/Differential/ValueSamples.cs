using System.Text;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Tests.Differential;

/// <summary>Fields, values, words and moments of a log, for queries that find something.</summary>
/// <param name="random">Replays.</param>
/// <param name="rows">The log.</param>
/// <param name="without">A field that no query names.</param>
internal sealed class ValueSamples(Random random, IReadOnlyList<Row> rows, string without = "")
{
    private static readonly string[] Fields =
    [
        "_msg", "_msg", "_msg", "_msg", "app", "host", "module", "level", "exception", "trace_id", "span_id", "received", "_stream", "seq", "status",
        "status", "bytes", "path", "user", "user", "ip", "took", "duration", "num", "tags", "kv", "json", "http.request.method", "my field", "flag", "nope",
    ];

    /// <summary>Fields whose values have one kind, so that their order is the same from whichever end rows are compared.</summary>
    private static readonly string[] Sortable = ["_time", "app", "host", "level", "seq", "status", "bytes", "path", "took", "duration", "ip", "trace_id"];

    public static readonly string[] Numeric = ["seq", "status", "bytes", "took", "duration"];

    public static readonly string[] Groups = ["app", "host", "module", "level", "status", "path", "user", "http.request.method", "flag", "nope", "_stream"];

    public string FieldName() => Pick(Fields) is var name && name == without ? "_msg" : name;

    /// <summary>A field that takes conditions: those on streams have a language of their own.</summary>
    public string FilterFieldName() => FieldName() is var name && name == "_stream" ? "_msg" : name;

    public string FilterField() => Keywords.Quote(FilterFieldName());

    public string Field() => Keywords.Quote(FieldName());

    public string SortField() => Keywords.Quote(Pick(Sortable));

    public string GroupField() => Keywords.Quote(Pick(Groups));

    public string NumericField() => Pick(Numeric);

    /// <summary>The value of some row; not seldom empty.</summary>
    public string Value(string field)
    {
        for (int tries = 0; tries < 4; tries++)
        {
            ReadOnlySpan<byte> value = rows[random.Next(rows.Count)].Get(field);
            if (value.Length > 0 || tries == 3)
                return Utf8.Decode(value);
        }

        return "";
    }

    /// <summary>A part of a value, cut where words begin and end or, sometimes, anywhere.</summary>
    public string Part(string field)
    {
        string value = Value(field);
        if (value.Length == 0)
            return "missing";
        int from = random.Next(value.Length);
        int to = Math.Min(value.Length, from + random.Next(1, 24));
        if (random.Next(4) > 0)
        {
            while (from > 0 && char.IsLetterOrDigit(value[from - 1]))
                from--;
            while (to < value.Length && char.IsLetterOrDigit(value[to]))
                to++;
        }

        // A pair of surrogates is one character.
        if (from > 0 && char.IsLowSurrogate(value[from]))
            from--;
        if (to < value.Length && char.IsLowSurrogate(value[to]))
            to++;
        string part = value[from..to];
        return random.Next(15) switch { 0 => part + "x", 1 => part.ToUpperInvariant(), 2 => part.Trim(), _ => part };
    }

    public string Word(string field)
    {
        byte[] value = Utf8.Encode(Value(field));
        Range[] words = [.. Words.Split(value)];
        return words.Length == 0 ? "absent" : Encoding.UTF8.GetString(value[words[random.Next(words.Length)]]);
    }

    public string QuotedPart(string field) => Keywords.Quote(Part(field));

    /// <summary>A moment within the log, or a little outside of it; RFC 3339.</summary>
    public string Moment() => Timestamps.Format(UnixNs()) is var text && random.Next(4) == 0 ? text[..16] + "Z" : text;

    public long UnixNs() => random.Next(3) > 0 && rows[random.Next(rows.Count)].TryGetTime(out long own)
        ? own
        : RandomLog.StartUnixNs + random.NextInt64(-Timestamps.DayNs / 8, (RandomLog.EndUnixNs - RandomLog.StartUnixNs) + (Timestamps.DayNs / 8));

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
