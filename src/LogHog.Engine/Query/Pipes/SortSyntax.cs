using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary>What <c>sort</c>, <c>first</c>, <c>last</c> and <c>top</c> share.</summary>
internal static class SortSyntax
{
    /// <summary>Reads <c>rank [[as] name]</c>.</summary>
    public static string ReadRank(TokenReader reader)
    {
        reader.Next();
        bool named = !reader.AtPartEnd && !reader.Is("limit") && !reader.Is("offset") && !reader.Is("hits") && !reader.Is("partition") && !reader.Is("by");
        return named ? PipeSyntax.ReadResult(reader) : "rank";
    }

    /// <summary>Reads <c>(a, b desc)</c>.</summary>
    public static List<SortKey> ReadKeys(TokenReader reader)
    {
        reader.Expect("(", "in front of the fields to sort by");
        List<SortKey> keys = [];
        while (!reader.Skip(")"))
        {
            string field = PipeSyntax.ReadField(reader, "a field to sort by");
            bool descending = reader.Skip("desc") || (reader.Skip("asc") && false);
            keys.Add(new SortKey(field, descending));
            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return keys;
    }

    public static List<string> ReadPartition(TokenReader reader)
    {
        reader.Next();
        reader.Skip("by");
        int at = reader.Position;
        List<string> fields = PipeSyntax.ReadBracketedFields(reader, "after partition by");
        return fields.Count > 0 ? fields : throw new LogsQlException("partition by needs at least one field", at);
    }

    public static string Text(IReadOnlyList<SortKey> keys) =>
        keys.Count == 0 ? "" : $" by ({string.Join(", ", keys.Select(key => Keywords.Quote(key.Field) + (key.IsDescending ? " desc" : "")))})";

    public static string PartitionText(IReadOnlyList<string> fields) => fields.Count == 0 ? "" : $" partition by ({Keywords.QuoteAll(fields)})";

    public static string RankText(string rank) => rank.Length == 0 ? "" : rank == "rank" ? " rank" : $" rank as {Keywords.Quote(rank)}";
}

/// <summary>A field to sort by.</summary>
internal sealed record SortKey(string Field, bool IsDescending);
