using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>_stream_id:…</c>: the stream by its id, 48 hexadecimal digits.</summary>
internal sealed class StreamIdFilter : FieldFilter
{
    private readonly ValueList _list;
    private readonly HashSet<byte[]> _ids;

    private StreamIdFilter(ValueList list)
        : base("_stream_id")
    {
        _list = list;
        _ids = new HashSet<byte[]>(list.Values.Select(Utf8.Encode), ByteComparer.Instance);
    }

    public override bool MatchesValue(ReadOnlySpan<byte> value) => _ids.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(value);

    internal override (LogsQuery Query, string Field)? SubQuery => _list.Query is null ? null : (_list.Query, _list.QueryField);

    internal override Filter WithValues(IReadOnlyList<byte[]> values) => new StreamIdFilter(new ValueList([.. values.Select(value => Utf8.Decode(value))], null, ""));

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

        return new StreamIdFilter(Check(new ValueList([reader.ReadPhrase("the id of a stream")], null, ""), at));
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

        return list with { Values = [.. list.Values.Select(id => id.ToLowerInvariant())] };
    }
}
