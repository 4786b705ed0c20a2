using System.Globalization;
using System.Text;

namespace LogHog.Cli.Manual;

/// <summary>Writes a manual page in the man macros, as groff and mandoc both read them.</summary>
internal sealed class RoffText
{
    private readonly StringBuilder _text = new();
    private bool _isAfterHeading;

    /// <param name="name">The page, such as <c>loghog-search</c>.</param>
    /// <param name="section">1, 5 or 8.</param>
    /// <param name="date">Of the page.</param>
    /// <param name="version">Of LogHog.</param>
    /// <param name="title">What the section of the manual is.</param>
    public RoffText(string name, int section, DateTimeOffset date, string version, string title) => _text
        .Append(CultureInfo.InvariantCulture, $".TH {name.ToUpperInvariant().Replace("-", "\\-", StringComparison.Ordinal)} {section} {date:yyyy-MM-dd} \"LogHog {version}\" \"{title}\"\n");

    public RoffText Section(string title)
    {
        _text.Append(CultureInfo.InvariantCulture, $".SH {title}\n");
        _isAfterHeading = true;
        return this;
    }

    public RoffText Subsection(string title)
    {
        _text.Append(".SS \"").Append(Escape(title)).Append("\"\n");
        return this;
    }

    /// <summary>A line of text with markup that <see cref="Bold"/> and <see cref="Italic"/> made.</summary>
    public RoffText Marked(string roff)
    {
        _text.Append(Guard(roff)).Append('\n');
        _isAfterHeading = false;
        return this;
    }

    public RoffText Paragraph(string text) => Paragraph().Marked(Escape(text));

    public RoffText Paragraph()
    {
        _text.Append(".PP\n");
        return this;
    }

    /// <summary>A term with its text indented beneath it.</summary>
    public RoffText Item(string roffTerm, string text) => MarkedItem(roffTerm, Escape(text.Length == 0 ? "-" : text));

    /// <summary>The same, with text that has markup.</summary>
    public RoffText MarkedItem(string roffTerm, string roff)
    {
        _text.Append(".TP\n").Append(Guard(roffTerm)).Append('\n').Append(Guard(roff)).Append('\n');
        return this;
    }

    public RoffText LineBreak()
    {
        _text.Append(".br\n");
        return this;
    }

    /// <summary>Lines as they are.</summary>
    public RoffText Literal(IEnumerable<string> lines)
    {
        _text.Append(_isAfterHeading ? "" : ".PP\n").Append(".RS 4\n.nf\n");
        _isAfterHeading = false;
        foreach (string line in lines)
            _text.Append(line.Length == 0 ? "\\&" : Guard(Escape(line))).Append('\n');
        _text.Append(".fi\n.RE\n");
        return this;
    }

    public static string Bold(string text) => $"\\fB{Escape(text)}\\fR";

    public static string Italic(string text) => $"\\fI{Escape(text)}\\fR";

    /// <summary>Text without any meaning to roff; markdown's <c>`code`</c> becomes bold.</summary>
    public static string Markdown(string text)
    {
        string[] parts = text.Split('`');
        return string.Concat(parts.Select(static (part, i) => i % 2 == 1 ? Bold(part) : Escape(part)));
    }

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                '\'' => "\\(aq",
                '"' => "\\(dq",
                '^' => "\\(ha",
                '~' => "\\(ti",
                '`' => "\\(ga",
                '\n' => " ",
                > 0x7e => string.Create(CultureInfo.InvariantCulture, $"\\[u{rune.Value:X4}]"),
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    public override string ToString() => _text.ToString();

    /// <summary>A line that begins with a full stop would be a request.</summary>
    private static string Guard(string line) => line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line;
}
