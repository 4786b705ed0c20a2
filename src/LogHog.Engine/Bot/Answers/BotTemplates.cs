using System.Globalization;
using System.Text;
using LogHog.Engine.Channels.Templates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Bot.Answers;

/// <summary>An answer as it is sent: the same twice.</summary>
internal sealed record AnswerText(string Plain, string Markdown);

/// <summary>The texts of answers: ours, or those of a folder of the user's, in files named <c>ANSWER.markdown</c> and <c>ANSWER.text</c>.</summary>
internal sealed class BotTemplates
{
    // developer.webex.com/docs/api/v1/messages/create-a-message: of text and of markdown.
    private const int BytesMax = 7_439;

    private const int FileBytesMax = 128 << 10;

    private readonly Dictionary<AnswerKind, (Template Plain, Template Markdown)> _templates = [];

    private BotTemplates()
    {
    }

    /// <param name="folder">Of the user's files; null = none.</param>
    /// <param name="tell">Hears what is wrong: the file, and what to write.</param>
    public static BotTemplates Load(string? folder, Action<string, string> tell)
    {
        BotTemplates templates = new();
        foreach (AnswerKind kind in Enum.GetValues<AnswerKind>())
        {
            AnswerTexts texts = AnswerTexts.Of(kind);
            string name = MetricNames.Label(kind);
            templates._templates[kind] = (
                Read(folder, $"{name}.text", texts, Escaper.Plain, tell) ?? Parse(texts.Plain, texts, Escaper.Plain),
                Read(folder, $"{name}.markdown", texts, Escaper.Markdown, tell) ?? Parse(texts.Markdown, texts, Escaper.Markdown));
        }

        return templates;
    }

    /// <summary>Both texts, each within what Webex takes.</summary>
    public AnswerText Render(BotAnswer answer)
    {
        (Template plain, Template markdown) = _templates[answer.Kind];
        return new AnswerText(Fit(plain, answer), Fit(markdown, answer));
    }

    /// <summary>With as many rows as go in. A text that is too long without any is cut.</summary>
    private static string Fit(Template template, BotAnswer answer)
    {
        for (int rows = answer.Rows.Count; ; rows -= (rows / 8) + 1)
        {
            string text = template.Render(Values(answer, Math.Max(0, rows)));
            if (Encoding.UTF8.GetByteCount(text) <= BytesMax)
                return text;
            if (rows <= 0)
                return Cut(text);
        }
    }

    private static TemplateValues Values(BotAnswer answer, int rows)
    {
        long more = answer.MoreRows + answer.Rows.Count - rows;
        Dictionary<string, string> texts = new(answer.Texts, StringComparer.Ordinal) { ["more"] = more > 0 ? more.ToString(CultureInfo.InvariantCulture) : "" };
        string name = AnswerTexts.Of(answer.Kind).RowsName;
        Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> all = new(StringComparer.Ordinal);
        if (name.Length > 0)
            all.Add(name, [.. answer.Rows.Take(rows)]);
        return new TemplateValues(texts, all);
    }

    private static string Cut(string text)
    {
        const string end = " …";
        int bytes = Encoding.UTF8.GetByteCount(end);
        StringBuilder cut = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > BytesMax)
                break;
            cut.Append(rune);
        }

        return cut.Append(end).ToString();
    }

    private static Template? Read(string? folder, string name, AnswerTexts texts, Escaper escaper, Action<string, string> tell)
    {
        string file = Path.Combine(folder ?? "", name);
        if (folder is null || !File.Exists(file) || ConfigurationFiles.ReadBytes(file, FileBytesMax, problem => tell(file, problem)) is not { } bytes)
            return null;
        try
        {
            return Parse(Encoding.UTF8.GetString(bytes), texts, escaper);
        }
        catch (TemplateException wrong)
        {
            tell(file, wrong.Message);
            return null;
        }
    }

    private static Template Parse(string text, AnswerTexts texts, Escaper escaper) => Template.Parse(
        text, escaper, [.. texts.Names], texts.RowsName.Length == 0 ? null : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [texts.RowsName] = texts.RowNames });
}
