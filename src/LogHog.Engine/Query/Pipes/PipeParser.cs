using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Stats;

namespace LogHog.Engine.Query.Pipes;

/// <summary>pipe = name …; what is no pipe's name is a filter.</summary>
internal static class PipeParser
{
    private static readonly Dictionary<string, Func<TokenReader, string, Pipe>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["block_stats"] = BlocksPipe.Parse,
        ["blocks_count"] = BlocksPipe.Parse,
        ["collapse_nums"] = CollapseNumsPipe.Parse,
        ["copy"] = CopyPipe.Parse,
        ["cp"] = CopyPipe.Parse,
        ["decolorize"] = DecolorizePipe.Parse,
        ["del"] = DeletePipe.Parse,
        ["delete"] = DeletePipe.Parse,
        ["drop"] = DeletePipe.Parse,
        ["drop_empty_fields"] = DropEmptyFieldsPipe.Parse,
        ["eval"] = MathPipe.Parse,
        ["extract"] = ExtractPipe.Parse,
        ["extract_regexp"] = ExtractRegexpPipe.Parse,
        ["facets"] = FacetsPipe.Parse,
        ["field_names"] = FieldNamesPipe.Parse,
        ["field_values"] = FieldValuesPipe.Parse,
        ["fields"] = FieldsPipe.Parse,
        ["filter"] = FilterPipe.Parse,
        ["first"] = FirstPipe.Parse,
        ["format"] = FormatPipe.Parse,
        ["hash"] = FunctionPipe.Parse,
        ["head"] = LimitPipe.Parse,
        ["join"] = JoinPipe.Parse,
        ["json_array_len"] = FunctionPipe.Parse,
        ["keep"] = FieldsPipe.Parse,
        ["last"] = FirstPipe.Parse,
        ["len"] = FunctionPipe.Parse,
        ["limit"] = LimitPipe.Parse,
        ["math"] = MathPipe.Parse,
        ["mv"] = CopyPipe.Parse,
        ["offset"] = OffsetPipe.Parse,
        ["order"] = SortPipe.Parse,
        ["pack_json"] = PackPipe.Parse,
        ["pack_logfmt"] = PackPipe.Parse,
        ["rename"] = CopyPipe.Parse,
        ["replace"] = ReplacePipe.Parse,
        ["replace_regexp"] = ReplaceRegexpPipe.Parse,
        ["rm"] = DeletePipe.Parse,
        ["sample"] = SamplePipe.Parse,
        ["skip"] = OffsetPipe.Parse,
        ["sort"] = SortPipe.Parse,
        ["stats"] = StatsPipe.Parse,
        ["stats_remote"] = StatsPipe.Parse,
        ["stream_context"] = StreamContextPipe.Parse,
        ["top"] = TopPipe.Parse,
        ["union"] = UnionPipe.Parse,
        ["uniq"] = UniqPipe.Parse,
        ["unpack_json"] = UnpackPipe.Parse,
        ["unpack_logfmt"] = UnpackPipe.Parse,
        ["unpack_syslog"] = UnpackPipe.Parse,
        ["unpack_words"] = UnpackWordsPipe.Parse,
        ["unroll"] = UnrollPipe.Parse,
        ["where"] = FilterPipe.Parse,
    };

    public static Pipe Parse(TokenReader reader)
    {
        if (reader.AtPartEnd)
        {
            throw reader.Unexpected("a pipe");
        }

        Token token = reader.Current;
        if (!token.IsQuoted && ByName.TryGetValue(token.Text, out Func<TokenReader, string, Pipe>? parse))
        {
            reader.Next();
            return parse(reader, token.Text.ToLowerInvariant());
        }

        // "by (…) count()" and "count()": stats without its name.
        bool stats = StatsFunctionParser.IsFunction(reader) || (reader.Is("by") && reader.IsNext("("));
        return stats ? StatsPipe.Parse(reader, "stats") : ParseFilter(reader, token);
    }

    private static Pipe ParseFilter(TokenReader reader, Token token)
    {
        try
        {
            return FilterPipe.Parse(reader, "filter");
        }
        catch (LogsQlException e) when (!token.IsQuoted && QueryVocabulary.DidYouMean(token.Text, ByName.Keys) is { Length: > 0 } hint)
        {
            throw new LogsQlException($"there is no pipe '{token.Text}'{hint} As a filter: {e.Message}", token.Position, e);
        }
    }
}
