using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>_stream_id:…</c>: the stream by its id, 48 hexadecimal digits.</summary>
internal sealed class StreamIdFilter : FieldFilter
{
    private readonly ValueList _list;
    private readonly HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>> _ids;

    private StreamIdFilter(ValueList list)
        : base("_stream_id")
    {
        _list = list;
        _ids = list.Values.ToSet();
    }

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _ids.Contains(value);

    internal override (LogsQuery Query, string Field)? SubQuery => _list.Query is null ? null : (_list.Query, _list.QueryField);

    internal override Filter WithValues(IReadOnlyList<byte[]> values) => new StreamIdFilter(ValueList.Of(values));

    private protected override string Condition => _list is { Query: null, Values.Count: 1 } ? _list.Values[0] : $"in({_list})";

    /// <summary>Reads what follows <c>_stream_id:</c>.</summary>
    public static Filter Parse(TokenReader reader)
    {
        int at = reader.Position;
        if (reader.Is("in") && reader.IsNext("("))
        {
            reader.Next();
            ValueList? list = ValueList.Read(reader, "in");
            return list is null ? new AllFilter() : new StreamIdFilter(Check(list, at));
        }

        return new StreamIdFilter(Check(ValueList.Of([Utf8.Encode(reader.ReadPhrase("the id of a stream"))]), at));
    }

    private static ValueList Check(ValueList list, int at)
    {
        foreach (string id in list.Values)
        {
            if (id.Length != 48 || !id.All(char.IsAsciiHexDigit))
            {
                throw new LogsQlException($"'{id}' is no stream id: 48 hexadecimal digits are wanted", at);
            }
        }

        return list with { Values = KeptTexts.Of(list.Values.Select(id => Utf8.Encode(id.ToLowerInvariant()))) };
    }
}
