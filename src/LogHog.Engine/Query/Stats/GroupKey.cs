using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary>A field to group by, perhaps in buckets: <c>_time:1h offset 30m</c>, <c>size:1KiB</c>, <c>ip:/24</c>.</summary>
internal sealed class GroupKey
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "year",
    };

    private readonly string _bucketText;
    private readonly string _offsetText;

    private GroupKey(string field, Bucket? bucket, string bucketText, string offsetText)
    {
        Field = field;
        Bucket = bucket;
        _bucketText = bucketText;
        _offsetText = offsetText;
    }

    public string Field { get; }

    /// <summary>Null = each value is a group.</summary>
    public Bucket? Bucket { get; }

    public override string ToString() => Keywords.Quote(Field)
        + (Bucket is null ? "" : $":{_bucketText}{(_offsetText.Length == 0 ? "" : " offset " + _offsetText)}");

    public static GroupKey Parse(TokenReader reader)
    {
        int at = reader.Position;
        string field = PipeSyntax.Canonical(reader.ReadNameOrPhrase("a field to group by"));
        if (reader.Is("*"))
        {
            throw reader.Unexpected("a field without a star");
        }

        if (!reader.Skip(":"))
        {
            return new GroupKey(field, null, "", "");
        }

        string text = ReadBucket(reader);
        string offset = reader.Skip("offset") ? ReadBucket(reader) : "";
        double offsetNumber = 0;
        if (offset.Length > 0 && !Numbers.TryParseMath(offset, out offsetNumber))
        {
            throw new LogsQlException($"'{offset}' is no offset of a bucket", at);
        }

        return new GroupKey(field, ToBucket(text, offsetNumber, at), text, offset);
    }

    private static string ReadBucket(TokenReader reader) => reader.ReadPhrase("the size of a bucket");

    private static Bucket ToBucket(string text, double offset, int at)
    {
        if (text.StartsWith('/') && int.TryParse(text.AsSpan(1), System.Globalization.NumberStyles.None, null, out int bits) && bits <= 32)
        {
            return Bucket.OfNetwork(bits, offset);
        }

        if (Words.Contains(text))
        {
            return Bucket.OfCalendar(text.ToLowerInvariant(), offset);
        }

        return Numbers.TryParseMath(text, out double size) && size > 0
            ? Bucket.OfSize(size, offset)
            : throw new LogsQlException($"'{text}' is no bucket: a duration, a size, a number, /bits or a word such as hour or day is wanted", at);
    }
}
