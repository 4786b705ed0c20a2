using System.Text.RegularExpressions;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Tests.Differential;

/// <summary>Makes filters of every kind that docs/query.md lists, nested by and, or, not and brackets.</summary>
internal sealed class FilterGrammar(Random random, ValueSamples values, string guard)
{
    private static readonly string[] Labels = ["app", "host", "module"];

    private static readonly string[] Types = ["uint8", "uint16", "uint32", "uint64", "int64", "float64", "ipv4", "iso8601", "string"];

    public string Next(int depth)
    {
        if (depth == 0)
            return Leaf();
        return random.Next(8) switch
        {
            0 or 1 => $"({Next(depth - 1)} or {Next(depth - 1)})",
            2 => $"!({Next(depth - 1)})",
            3 => $"-{Leaf()} {Next(depth - 1)}",
            4 => $"{values.FilterField()}:({Condition("_msg")} or {Condition("_msg")})",
            _ => $"({Next(depth - 1)} {Next(depth - 1)})",
        };
    }

    private string Leaf() => random.Next(16) switch
    {
        0 => Stream(),
        1 => Time(),
        2 => Compared(),
        3 => $"_stream_id:{(random.Next(2) == 0 ? values.Value("_stream_id") : $"in({values.Value("_stream_id")}, {values.Value("_stream_id")})")}",
        4 when random.Next(3) == 0 => SubQuery(),
        _ => OnField(),
    };

    private string OnField()
    {
        string field = values.FilterFieldName();
        return field == "_msg" && random.Next(2) == 0 ? Condition(field) : $"{Keywords.Quote(field)}:{Condition(field)}";
    }

    /// <summary>What may stand behind a field.</summary>
    private string Condition(string field)
    {
        string part = values.QuotedPart(field);
        return random.Next(23) switch
        {
            0 or 1 or 2 or 3 => Keywords.Quote(values.Word(field)),
            4 or 5 => part,
            6 => $"{part}*",
            7 => $"=\"\"",
            8 => $"*{part}*",
            9 => $"={Whole(field)}",
            10 => $"={QuotedText.Quote(Start(field))}*",
            11 => $"i({part})",
            12 => $"i({part}*)",
            13 or 14 => $"~{QuotedText.Quote(Pattern(field))}",
            15 => $"in({Whole(field)}, {Whole(field)}, {part})",
            16 => $"contains_any({part}, {values.QuotedPart(field)})",
            17 => $"contains_all({Keywords.Quote(values.Word(field))}, {Keywords.Quote(values.Word(field))})",
            18 => $"seq({Keywords.Quote(values.Word(field))}, {Keywords.Quote(values.Word(field))})",
            19 => $"len_range({random.Next(10)}, {random.Next(5, 80)})",
            20 => $"string_range({Whole(field)}, {Whole(field)})",
            21 => random.Next(2) == 0 ? "*" : $"value_type({Types[random.Next(Types.Length)]})",
            _ => $"pattern_match{(random.Next(3) == 0 ? "_full" : "")}({QuotedText.Quote(Shape(field))})",
        };
    }

    private string Compared()
    {
        string field = values.NumericField();
        string number = Keywords.Quote(values.Value(field) is { Length: > 0 } value ? value : "100");
        return random.Next(6) switch
        {
            0 => $"{field}:>{number}",
            1 => $"{field}:<={number}",
            2 => $"{field}:range{(random.Next(2) == 0 ? '[' : '(')}{number}, {number}0{(random.Next(2) == 0 ? ']' : ')')}".Replace("ms0", "0ms", StringComparison.Ordinal),
            3 => $"ip:ipv4_range({(random.Next(2) == 0 ? $"\"10.{random.Next(3)}.0.0/{random.Next(8, 25)}\"" : $"10.0.{random.Next(3)}.0, 10.1.{random.Next(4)}.255")})",
            4 => $"{values.Field()}:{(random.Next(3) switch { 0 => "eq", 1 => "le", _ => "lt" })}_field({values.Field()})",
            _ => $"num:{(random.Next(2) == 0 ? "<" : ">=")}{Keywords.Quote(random.Next(4) switch { 0 => "10", 1 => "1KiB", 2 => "50ms", _ => "10.1.0.0" })}",
        };
    }

    private string Time() => random.Next(8) switch
    {
        0 => $"_time:>={values.Moment()}",
        1 => $"_time:<{values.Moment()}",
        2 => $"_time:2026-11-{random.Next(18, 20)}T{random.Next(24):D2}",
        3 => $"_time:day_range[{random.Next(12):D2}:00, {random.Next(12, 24):D2}:30)",
        4 => $"_time:week_range[Tue, {(random.Next(2) == 0 ? "Wed" : "Thu")}] offset {random.Next(9)}h",
        5 => $"_time:{random.Next(1, 30)}h offset {random.Next(40)}h",
        _ => TimeRange(),
    };

    private string TimeRange()
    {
        string[] ends = [values.Moment(), values.Moment()];
        if (random.Next(8) > 0)
            Array.Sort(ends, StringComparer.Ordinal);
        return $"_time:{(random.Next(2) == 0 ? '[' : '(')}{ends[0]}, {ends[1]}{(random.Next(2) == 0 ? ']' : ')')}";
    }

    private string Stream()
    {
        string label = Labels[random.Next(Labels.Length)];
        string value = QuotedText.Quote(values.Value(label));
        string one = random.Next(6) switch
        {
            0 => $"{label}!={value}",
            1 => $"{label}=~{QuotedText.Quote(Regex.Escape(Start(label)) + ".*")}",
            2 => $"{label}!~\"web.*|x\"",
            3 => $"{label} in ({value}, {QuotedText.Quote(values.Value(label))})",
            _ => $"{label}={value}",
        };
        string other = Labels[random.Next(Labels.Length)];
        return random.Next(4) switch
        {
            0 => $"{{{one},{other}={QuotedText.Quote(values.Value(other))}}}",
            1 => $"{{{one} or {other}={QuotedText.Quote(values.Value(other))}}}",
            _ => $"{{{one}}}",
        };
    }

    private string SubQuery()
    {
        string field = random.Next(3) switch { 0 => "trace_id", 1 => "user", _ => "host" };
        string inner = guard.Length == 0 ? Next(1) : $"{guard} ({Next(1)})";
        return random.Next(3) == 0
            ? $"_msg:contains_any({inner} | uniq by (user))"
            : $"{field}:in({inner} | fields {field})";
    }

    private string Whole(string field) => QuotedText.Quote(values.Value(field));

    private string Start(string field)
    {
        string value = values.Value(field);
        int length = random.Next(Math.Min(value.Length, 12) + 1);
        return length > 0 && length < value.Length && char.IsLowSurrogate(value[length]) ? value[..(length - 1)] : value[..length];
    }

    private string Pattern(string field)
    {
        string literal = Literal(values.Word(field));
        return random.Next(9) switch
        {
            0 => literal,
            1 => $"^{literal}",
            2 => $"{literal}.*{Literal(values.Word(field))}",
            3 => $"(?i){literal}",
            4 => $"({literal}|{Literal(values.Word(field))})",
            5 => "[0-9]{3,}",
            6 => $"{literal}[^a-z]*$",
            7 => $"\\b{literal}\\b",
            _ => "^.{4,9}$",
        };
    }

    private static string Literal(string word) => Regex.Escape(word).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\#", "#", StringComparison.Ordinal);

    private string Shape(string field) => random.Next(5) switch
    {
        0 => "order <N> failed",
        1 => "from <IP4> port <N>",
        2 => "<W> password for <W>",
        3 => "\"took\":<N>",
        _ => Regex.Replace(values.Part(field), "[0-9]+", "<N>", RegexOptions.None, TimeSpan.FromSeconds(1)),
    };
}
