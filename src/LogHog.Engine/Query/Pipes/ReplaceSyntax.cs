using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary>What <c>replace</c> and <c>replace_regexp</c> share.</summary>
internal static class ReplaceSyntax
{
    public static (Filter? Condition, string From, string To, string Field, long Limit, int Position) Read(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        reader.Expect("(", $"after {name}");
        int at = reader.Position;
        string from = reader.ReadValue("the text to replace");
        reader.Expect(",", $"between the texts of {name}");
        string to = reader.ReadValue("the new text");
        reader.Expect(")", $"at the end of {name} (…)");
        string field = reader.Skip("at") ? PipeSyntax.ReadField(reader, $"the field of {name}") : "_msg";
        return (condition, from, to, field, reader.Skip("limit") ? PipeSyntax.ReadCount(reader, "limit") : 0, at);
    }

    public static string Text(Filter? condition, string from, string to, string field, long limit) =>
        $"{PipeSyntax.IfText(condition)} ({Keywords.Quote(from)}, {Keywords.Quote(to)})"
        + (field == "_msg" ? "" : " at " + Keywords.Quote(field)) + (limit > 0 ? " limit " + PipeSyntax.Count(limit) : "");
}
