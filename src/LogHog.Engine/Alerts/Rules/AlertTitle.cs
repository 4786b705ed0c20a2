using System.Text;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>A headline with fields in braces: <c>Failed logins on {host}</c>; <c>{{</c> is a brace.</summary>
internal sealed class AlertTitle
{
    // A phone shows less than half of it.
    private const int CharsMax = 250;

    private readonly List<(string Text, bool IsField)> _parts = [];

    private AlertTitle()
    {
    }

    /// <summary>What every notification knows of itself.</summary>
    public static IReadOnlyList<string> OwnNames { get; } = ["rule", "count"];

    public bool IsEmpty => _parts.Count == 0;

    public IEnumerable<string> Fields => _parts.Where(static part => part.IsField).Select(static part => part.Text);

    /// <returns>Null: a brace is not closed, or empty.</returns>
    public static AlertTitle? Parse(string text)
    {
        AlertTitle title = new();
        StringBuilder plain = new();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c is '{' or '}' && at + 1 < text.Length && text[at + 1] == c)
            {
                plain.Append(c);
                at++;
                continue;
            }

            if (c != '{')
            {
                plain.Append(c);
                continue;
            }

            int end = text.IndexOf('}', at);
            if (end <= at + 1)
                return null;
            title.Close(plain);
            title._parts.Add((text[(at + 1)..end].Trim(), true));
            at = end;
        }

        title.Close(plain);
        return title;
    }

    /// <summary>One line; a field that is not there is empty.</summary>
    public string Fill(Func<string, string> value) =>
        OneLine(string.Concat(_parts.Select(part => part.IsField ? value(part.Text) : part.Text)));

    /// <summary>The first line of a text, cut to a headline's length.</summary>
    public static string OneLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        string line = (end < 0 ? text : text[..end]).Trim();
        if (line.Length <= CharsMax)
            return line;
        int cut = char.IsHighSurrogate(line[CharsMax - 1]) ? CharsMax - 1 : CharsMax;
        return line[..cut] + "…";
    }

    private void Close(StringBuilder plain)
    {
        if (plain.Length > 0)
            _parts.Add((plain.ToString(), false));
        plain.Clear();
    }
}
