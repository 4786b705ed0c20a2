namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// Makes the pipes of one query, one behind the other. It knows which fields tell rows apart, so that it cuts rows off only where
/// their order is fixed; where an array's order is open, its name begins with <see cref="FreeArray"/>.
/// </summary>
internal sealed class PipeGrammar(Random random, ValueSamples values, FilterGrammar filters, bool hasContext)
{
    /// <summary>Such results hold a JSON array whose elements may come in any order.</summary>
    public const string FreeArray = "any_order_";

    /// <summary>Fields that together differ in each row; null = two rows may be equal in all.</summary>
    private string[]? _key = ["_time", "_stream"];

    /// <summary>The rows are still events, with an event's fields.</summary>
    private bool _isEvents = true;

    /// <summary>A result's elements come in any order, so nothing may be made of it.</summary>
    private bool _hasFreeArray;

    private int _made;

    /// <summary>Whether the rows come in one order only.</summary>
    public bool IsOrdered { get; private set; }

    public string Next()
    {
        _made++;
        return random.Next(10) switch
        {
            0 or 1 or 2 when _isEvents => Aggregate(),
            3 or 4 => Sorted(),
            5 => Narrow(),
            _ => Change(),
        };
    }

    /// <summary>Rows become other rows, of which each has its own values of the fields that they are grouped by.</summary>
    private string Aggregate()
    {
        string[] by = [.. Enumerable.Range(0, random.Next(3)).Select(_ => values.GroupField()).Distinct(StringComparer.Ordinal)];
        _isEvents = false;
        IsOrdered = false;
        switch (random.Next(9))
        {
            case 0:
                return Uniq(by.Length == 0 ? ["user"] : by);
            case 1:
                by = by.Length == 0 ? ["level"] : by;
                (_key, IsOrdered) = (by, true);
                return $"top {random.Next(1, 8)} by ({string.Join(", ", by)}) hits as n{(random.Next(2) == 0 ? " rank" : "")}";
            case 2:
                string field = values.Field();
                _key = [field];
                return $"field_values {field}";
            case 3:
                _key = ["name"];
                return "field_names";
            case 4:
                (_key, IsOrdered) = (["field_name", "field_value"], true);
                return $"facets {random.Next(1, 8)} max_values_per_field {random.Next(5, 3000)} max_value_len {random.Next(10, 300)}{(random.Next(2) == 0 ? " keep_const_fields" : "")}";
            default:
                return Stats(by);
        }
    }

    private string Uniq(string[] by)
    {
        _key = by;
        return $"uniq by ({string.Join(", ", by)}){(random.Next(2) == 0 ? " with hits" : "")}";
    }

    private string Stats(string[] by)
    {
        List<string> groups = [.. by];
        List<string> key = [.. by];
        if (random.Next(2) == 0)
        {
            (string group, string field) = Bucket();
            if (!key.Contains(field))
            {
                groups.Add(group);
                key.Add(field);
            }
        }

        _key = [.. key];
        IEnumerable<string> functions = Enumerable.Range(0, random.Next(1, 4)).Select(i =>
        {
            (string function, bool isFree) = Function();
            _hasFreeArray |= isFree;
            return $"{function}{(random.Next(4) == 0 ? $" if ({filters.Next(random.Next(2))})" : "")} as {(isFree ? FreeArray : "f")}{i}";
        });
        return $"stats {(groups.Count == 0 ? "" : $"by ({string.Join(", ", groups)}) ")}{string.Join(", ", functions)}";
    }

    private (string Group, string Field) Bucket() => random.Next(8) switch
    {
        0 => ("_time:1m", "_time"),
        1 => ("_time:1h", "_time"),
        2 => ("_time:6h offset 45m", "_time"),
        3 => ("_time:day", "_time"),
        4 => ("bytes:10KiB", "bytes"),
        5 => ("took:0.5s", "took"),
        6 => ($"ip:/{random.Next(8, 25)}", "ip"),
        _ => ("_time", "_time"),
    };

    private (string Function, bool IsFree) Function()
    {
        string field = values.Field();
        string number = values.NumericField();
        return random.Next(20) switch
        {
            0 or 1 or 2 or 3 => ("count()", false),
            4 => ($"count({field})", false),
            5 => ($"count_empty({field}, user)", false),
            6 => ($"count_uniq({field})", false),
            7 => ($"count_uniq_hash(user, {field})", false),
            8 => ($"sum({number})", false),
            9 => ($"avg({number})", false),
            10 => ($"min({number})", false),
            11 => ($"max({number})", false),
            12 => ($"sum_len({field})", false),
            13 => ($"quantile(0.{random.Next(1, 99)}, {number})", false),
            14 => ($"median({number})", false),
            15 => ("rate()", false),
            16 => ($"values({values.GroupField()})", true),
            17 => ($"uniq_values({values.GroupField()})", false),
            18 => ($"{(random.Next(2) == 0 ? "row_min" : "row_max")}(seq, user, {field})", false),
            _ => (random.Next(2) == 0 ? "histogram(bytes)" : $"json_values(user, {number}) sort by (_time, _stream) limit 5", false),
        };
    }

    private string Sorted()
    {
        string first = _isEvents ? $"{values.SortField()}{(random.Next(2) == 0 ? " desc" : "")}" : "";
        if (_key is null)
        {
            IsOrdered = false;
            return $"sort by ({(first.Length == 0 ? "f0" : first)})";
        }

        string[] keys = [.. new[] { first }.Where(static one => one.Length > 0), .. _key.Select(one => one + (random.Next(3) == 0 ? " desc" : ""))];
        // The newest so many is what people ask for most.
        if (_isEvents && random.Next(3) == 0)
            keys = ["_time desc", "_stream"];
        if (keys.Length == 0)
            return "limit 5";
        string by = string.Join(", ", keys);
        IsOrdered = true;
        switch (random.Next(6))
        {
            case 0:
                return $"sort by ({by})";
            case 1:
                return $"sort by ({by}) offset {random.Next(20)} limit {random.Next(1, 40)} rank as place";
            case 2:
                return $"{(random.Next(2) == 0 ? "first" : "last")} {random.Next(1, 20)} by ({by})";
            case 3 when _isEvents:
                return $"sort by ({by}) partition by (app) limit {random.Next(1, 5)}";
            default:
                return $"sort by ({by}) | limit {random.Next(1, 120)}";
        }
    }

    /// <summary>Fields or rows go.</summary>
    private string Narrow()
    {
        switch (random.Next(5))
        {
            case 0 when _key is not null:
                return $"fields {string.Join(", ", _key)}, {values.Field()}, us*, f*";
            case 1 when _isEvents:
                (_key, IsOrdered) = (null, false);
                return $"fields {values.Field()}, {values.GroupField()}, user";
            case 2:
                return "delete nope, span_id, ex*";
            case 3 when _isEvents:
                return "drop_empty_fields";
            default:
                return $"filter {filters.Next(random.Next(2))}";
        }
    }

    /// <summary>Fields are added or changed.</summary>
    private string Change()
    {
        string to = $"x{_made}";
        string condition = random.Next(4) == 0 ? $" if ({filters.Next(0)})" : "";
        string policy = random.Next(4) switch { 0 => " keep_original_fields", 1 => " skip_empty_results", _ => "" };
        return random.Next(24) switch
        {
            0 => $"extract{condition} \"from <{to}> port <y> \"{policy}",
            1 => $"extract{condition} \"<{to}> <y>\" from {values.Field()}{policy}",
            2 => $"extract_regexp{condition} \"(?P<{to}>[0-9]+)[a-z]+\" from {values.Field()}{policy}",
            3 => $"unpack_json{condition} from {(random.Next(2) == 0 ? "json" : "_msg")} fields (user, took, in.*, ok) result_prefix {to}",
            4 => $"unpack_logfmt{condition} from {(random.Next(2) == 0 ? "kv" : "_msg")} fields (k, user) result_prefix {to}",
            5 => $"unpack_syslog{condition} result_prefix {to}{policy}",
            6 => $"unpack_words from {values.Field()} as {to}{(random.Next(2) == 0 ? " drop_duplicates" : "")}",
            7 => $"format{condition} \"<uc:level>-<q:{values.FieldName()}>-<duration:took>-<urlencode:path>\" as {to}{policy}",
            8 => $"math bytes / 1024 + status as {to}, round({to} * 3, 0.1) as y",
            9 => $"math max(bytes, seq) % 7 as {to}",
            10 => $"replace{condition} (\"e\", \"E\") at user limit 1",
            11 => $"replace_regexp{condition} (\"([0-9]+)\", \"<$1>\") at _msg",
            12 => $"collapse_nums{condition} at _msg{(random.Next(2) == 0 ? " prettify" : "")}",
            13 => "decolorize",
            14 => $"len({values.Field()}) as {to}",
            15 => $"hash({values.Field()}) as {to}",
            16 => $"json_array_len(tags) as {to}",
            17 => $"pack_json fields ({values.Field()}, user, http*) as {to}",
            18 => $"pack_logfmt fields (user, {values.Field()}) as {to}",
            19 => $"copy user as {to}, status as y",
            20 => $"rename kv as {to}",
            21 => Unrolled(),
            22 => Combined(),
            _ => _hasFreeArray ? $"pack_json fields (f*) as {to}" : $"pack_json as {to}",
        };
    }

    private string Unrolled()
    {
        (_key, IsOrdered) = (null, false);
        return "unroll by (tags)";
    }

    private string Combined()
    {
        if (!_isEvents || !hasContext)
            return "delete nope";
        if (_made == 1 && random.Next(3) == 0)
        {
            // Rows between groups have no time of their own.
            (_key, IsOrdered) = (null, true);
            return $"stream_context before {random.Next(4)} after {random.Next(4)}{(random.Next(2) == 0 ? " time_window 2h" : "")}";
        }

        (_key, IsOrdered) = (null, false);
        return random.Next(2) == 0
            ? $"join by (trace_id) (level:error {filters.Next(0)} | fields trace_id, user, status){(random.Next(2) == 0 ? " inner" : "")} prefix j."
            : $"union ({filters.Next(0)})";
    }
}
