using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>What <c>unpack_json</c>, <c>unpack_logfmt</c> and <c>unpack_syslog</c> are told.</summary>
/// <param name="Condition">Rows that are unpacked.</param>
/// <param name="Source">The field to unpack.</param>
/// <param name="Fields">The fields wanted, or their starts with a star; empty = all.</param>
/// <param name="Prefix">Stands in front of the new names.</param>
/// <param name="Policy">What happens to fields that are there already.</param>
/// <param name="ZoneNs">Where syslog's local times are, east of UTC.</param>
/// <param name="OffsetText"><paramref name="ZoneNs"/> as written.</param>
internal sealed record UnpackOptions(
    Filter? Condition, string Source, IReadOnlyList<string> Fields, string Prefix, ResultPolicy Policy, long ZoneNs = 0, string OffsetText = "");

/// <summary><c>unpack_json [if (…)] [from f] [fields (a, b*)] [result_prefix p] [keep_original_fields|skip_empty_results]</c>, <c>unpack_logfmt</c>, <c>unpack_syslog [offset 2h]</c>.</summary>
internal sealed class UnpackPipe(string name, UnpackOptions options, long nowUnixNs) : RowPipe
{
    private readonly FieldPatterns _patterns = new(options.Fields);
    private readonly string[] _wanted = [.. options.Fields.Where(field => !field.EndsWith('*'))];

    protected override bool Apply(Row row)
    {
        ReadOnlySpan<byte> value = row.Get(options.Source);
        if ((value.Length == 0 && _wanted.Length == 0) || (options.Condition is not null && !options.Condition.Matches(row)))
        {
            return true;
        }

        List<KeyValuePair<string, byte[]>> found = [];
        Read(value, found);
        foreach ((string field, byte[] unpacked) in found)
        {
            if (options.Fields.Count == 0 || _patterns.Match(field))
            {
                options.Policy.Store(row, options.Prefix + (field.Length == 0 ? "_msg" : field), unpacked);
            }
        }

        foreach (string field in _wanted)
        {
            if (!found.Exists(pair => pair.Key == field))
            {
                options.Policy.Store(row, options.Prefix + field, default);
            }
        }

        return true;
    }

    private void Read(ReadOnlySpan<byte> value, List<KeyValuePair<string, byte[]>> found)
    {
        switch (name)
        {
            case "unpack_json":
                JsonValues.TryReadFields(value, found);
                break;
            case "unpack_logfmt":
                LogfmtText.Read(value, found);
                break;
            default:
                SyslogText.Read(Utf8.Decode(value), found, nowUnixNs, options.ZoneNs);
                break;
        }
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (_wanted.Length > 0 && !_patterns.HasPrefixes)
        {
            if (!_wanted.Any(field => needed.Needs(options.Prefix + field)))
            {
                return;
            }

            options.Policy.Narrow(needed, _wanted.Select(field => options.Prefix + field), options.Condition is not null);
        }

        needed.Add(options.Source);
        needed.Add(options.Condition);
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) =>
        options.Condition is null ? this : new UnpackPipe(name, options with { Condition = map(options.Condition) }, nowUnixNs);

    public override string ToString() => name + PipeSyntax.IfText(options.Condition)
        + (options.Source == "_msg" ? "" : " from " + Keywords.Quote(options.Source))
        + (options.OffsetText.Length == 0 ? "" : " offset " + options.OffsetText)
        + (options.Fields.Count == 0 ? "" : $" fields ({Keywords.QuoteAll(options.Fields)})")
        + (options.Prefix.Length == 0 ? "" : " result_prefix " + Keywords.Quote(options.Prefix)) + options.Policy.Text();

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        bool isOption = reader.AtPartEnd || reader.Is("fields") || reader.Is("result_prefix") || reader.Is("keep_original_fields")
            || reader.Is("skip_empty_results") || reader.Is("offset");
        string source = reader.Skip("from") || !isOption ? PipeSyntax.ReadField(reader, "the field to unpack") : "_msg";
        (long zoneNs, string offset) = name == "unpack_syslog" && reader.Skip("offset") ? ReadOffset(reader) : (0, "");
        List<string> fields = name != "unpack_syslog" && reader.Skip("fields") ? PipeSyntax.ReadBracketedFields(reader, "after fields", patterns: true) : [];
        string prefix = reader.Skip("result_prefix") ? reader.ReadPhrase("the prefix of the new names") : "";
        ResultPolicy policy = ResultPolicies.Read(reader);
        return new UnpackPipe(
            name, new UnpackOptions(condition, source, fields.Contains("*") ? [] : fields, prefix, policy, zoneNs, offset), reader.NowUnixNs);
    }

    private static (long ZoneNs, string Text) ReadOffset(TokenReader reader)
    {
        int at = reader.Position;
        string text = reader.ReadPhrase("an offset such as 2h");
        return Durations.TryParse(text, out long ns) ? (ns, text) : throw new LogsQlException($"'{text}' is no duration", at);
    }
}
