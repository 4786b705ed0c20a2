using System.Text;

namespace LogHog.Engine.Channels.Templates;

/// <summary>
/// A text with places for values: <c>{{name}}</c>; <c>{{#name}}…{{/name}}</c> where there is a value, or for each row of several;
/// <c>{{^name}}…{{/name}}</c> where there is none. <c>{{name}}</c> of rows of lines is all of them as a block. Values are never read as
/// template, and there is no way to put one in unescaped. No loops but these, no arithmetic, no includes: it always ends.
/// </summary>
public sealed class Template
{
    private const int CharsMax = 32_000;
    private const int DepthMax = 8;

    private readonly List<Part> _parts;
    private readonly Escaper _escaper;

    private Template(List<Part> parts, Escaper escaper)
    {
        _parts = parts;
        _escaper = escaper;
    }

    private enum PartKind
    {
        Literal,
        Value,
        Section,
        Inverted,
    }

    /// <param name="text">The template.</param>
    /// <param name="escaper">For every value.</param>
    /// <param name="names">The values that there are.</param>
    /// <param name="rows">The values that are rows, and what a row has; null = none.</param>
    /// <exception cref="TemplateException">It is none.</exception>
    public static Template Parse(
        string text, Escaper escaper, IReadOnlyCollection<string> names, IReadOnlyDictionary<string, IReadOnlyList<string>>? rows = null)
    {
        if (text.Length > CharsMax)
            throw new TemplateException($"is longer than {CharsMax} characters");
        Parser parser = new(text.ReplaceLineEndings("\n"), names, rows ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
        return new Template(parser.ReadAll(), escaper);
    }

    /// <summary>For notifications.</summary>
    /// <exception cref="TemplateException">It is none.</exception>
    public static Template Parse(string text, Escaper escaper) => Parse(text, escaper, TemplateValues.NotificationTexts, TemplateValues.NotificationRows);

    /// <summary>The text with its values, without white space around it and without more than one empty line in a row.</summary>
    public string Render(TemplateValues values)
    {
        StringBuilder text = new();
        Render(_parts, values, row: null, text);
        return Tidy(text.ToString());
    }

    private void Render(List<Part> parts, TemplateValues values, IReadOnlyDictionary<string, string>? row, StringBuilder text)
    {
        foreach (Part part in parts)
        {
            IReadOnlyList<IReadOnlyDictionary<string, string>>? rows = row?.ContainsKey(part.Text) == true ? null : values.Rows(part.Text);
            switch (part.Kind)
            {
                case PartKind.Literal:
                    text.Append(part.Text);
                    break;
                case PartKind.Value:
                    text.Append(rows is null ? Escaped(part.Text, Value(part.Text, values, row)) : _escaper.Block([.. rows.Select(static one => one.Values.First())]));
                    break;
                case PartKind.Section when rows is not null:
                    foreach (IReadOnlyDictionary<string, string> one in rows)
                        Render(part.Inner!, values, one, text);
                    break;
                default:
                    bool isThere = rows is null ? Value(part.Text, values, row).Length > 0 : rows.Count > 0;
                    if (isThere == (part.Kind == PartKind.Section))
                        Render(part.Inner!, values, row, text);
                    break;
            }
        }
    }

    private string Escaped(string name, string value) => name == TemplateValues.LinkName ? _escaper.Link(value) : _escaper.Text(value);

    private static string Value(string name, TemplateValues values, IReadOnlyDictionary<string, string>? row) =>
        row is not null && row.TryGetValue(name, out string? own) ? own : values.Text(name);

    private static string Tidy(string text)
    {
        StringBuilder tidy = new(text.Length);
        int ends = 0;
        foreach (char c in text)
        {
            ends = c == '\n' ? ends + 1 : 0;
            if (ends <= 2)
                tidy.Append(c);
        }

        return tidy.ToString().Trim();
    }

    private sealed record Part(PartKind Kind, string Text, List<Part>? Inner = null);

    private sealed class Parser(string text, IReadOnlyCollection<string> names, IReadOnlyDictionary<string, IReadOnlyList<string>> rows)
    {
        private int _at;

        public List<Part> ReadAll() => Read(section: null, [], 0);

        private List<Part> Read(string? section, IReadOnlyList<string> own, int depth)
        {
            List<Part> parts = [];
            while (_at < text.Length)
            {
                int open = text.IndexOf("{{", _at, StringComparison.Ordinal);
                if (open < 0)
                {
                    parts.Add(new Part(PartKind.Literal, text[_at..]));
                    _at = text.Length;
                    break;
                }

                if (open > _at)
                    parts.Add(new Part(PartKind.Literal, text[_at..open]));
                string tag = ReadTag(open);
                if (tag is ['/', ..])
                {
                    if (tag[1..].Trim() != section)
                        throw Wrong(open, section is null ? $"{{{{{tag}}}}} closes nothing; take it out" : $"{{{{{tag}}}}} stands where {{{{/{section}}}}} belongs");
                    return parts;
                }

                parts.Add(ReadPart(tag, open, own, depth));
            }

            return section is null ? parts : throw Wrong(text.Length, $"{{{{#{section}}}}} is not closed; write {{{{/{section}}}}}");
        }

        private Part ReadPart(string tag, int open, IReadOnlyList<string> own, int depth)
        {
            bool isSection = tag is ['#' or '^', ..];
            string name = (isSection ? tag[1..] : tag).Trim();
            bool hasRows = !own.Contains(name, StringComparer.Ordinal) && rows.ContainsKey(name);
            if (!hasRows && !own.Contains(name, StringComparer.Ordinal) && !names.Contains(name, StringComparer.Ordinal))
                throw Wrong(open, $"there is no value {Configuration.Printable.Quote(name)}; known are {string.Join(", ", names.Concat(rows.Keys).Concat(own))}");
            if (!isSection)
                return new Part(PartKind.Value, name);
            if (depth >= DepthMax)
                throw Wrong(open, $"sections are nested deeper than {DepthMax}");
            PartKind kind = tag[0] == '#' ? PartKind.Section : PartKind.Inverted;
            return new Part(kind, name, Read(name, hasRows && kind == PartKind.Section ? rows[name] : own, depth + 1));
        }

        private string ReadTag(int open)
        {
            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                throw Wrong(open, "{{ is not closed; write {{name}}");
            _at = close + 2;
            return text[(open + 2)..close].Trim();
        }

        private TemplateException Wrong(int at, string problem) => new($"line {text.AsSpan(0, at).Count('\n') + 1}: {problem}");
    }
}
