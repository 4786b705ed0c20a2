using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace LogHog.Engine.Channels.Templates;

/// <summary>
/// How a value goes into a text of one kind so that it shows itself and does nothing: every value of a template passes through here,
/// there is no way around. What is markup is decided by the template's author, never by an event.
/// </summary>
public abstract class Escaper
{
    /// <summary>Plain text: nothing is markup.</summary>
    public static Escaper Plain { get; } = new PlainEscaper();

    /// <summary>HTML of mail and of Pushover, also between the quotes of an attribute.</summary>
    public static Escaper Html { get; } = new HtmlEscaper();

    /// <summary>Telegram's HTML, which keeps line ends (core.telegram.org/bots/api#html-style).</summary>
    public static Escaper TelegramHtml { get; } = new TelegramHtmlEscaper();

    /// <summary>Telegram's MarkdownV2 (core.telegram.org/bots/api#markdownv2-style).</summary>
    public static Escaper TelegramMarkdown { get; } = new TelegramMarkdownEscaper();

    /// <summary>The Markdown of Webex and ntfy: CommonMark, in Webex with mentions that begin with <c>&lt;@</c>.</summary>
    public static Escaper Markdown { get; } = new MarkdownEscaper();

    /// <summary>Slack's mrkdwn (docs.slack.dev/messaging/formatting-message-text).</summary>
    public static Escaper Slack { get; } = new SlackEscaper();

    /// <summary>Between the quotes of a JSON string.</summary>
    public static Escaper Json { get; } = new JsonEscaper();

    /// <summary>In <c>application/x-www-form-urlencoded</c>.</summary>
    public static Escaper Form { get; } = new FormEscaper();

    /// <summary>A value in running text.</summary>
    public abstract string Text(string value);

    /// <summary>Lines as they are, in a fixed width where the target knows one.</summary>
    public virtual string Block(IReadOnlyList<string> lines) => string.Join('\n', lines.Select(Text));

    /// <summary>A web address, as the target of a link or as text.</summary>
    public virtual string Link(string url) => Text(url);

    /// <summary>No control characters but line ends and tabs, no bidi controls: what is shown is what is there.</summary>
    protected static string Clean(string value)
    {
        if (!value.Any(IsOdd))
            return value;
        StringBuilder text = new(value.Length);
        foreach (char c in value)
            text.Append(IsOdd(c) ? '\uFFFD' : c);
        return text.ToString();
    }

    /// <summary>An address that means the same, without characters that are markup where it is going (RFC 3986 §2.1).</summary>
    protected static string PercentEncoded(string url, string special)
    {
        StringBuilder text = new(url.Length);
        foreach (char c in url)
        {
            if (special.Contains(c, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>Every character of <paramref name="special"/> behind a backslash.</summary>
    protected static string Backslashed(string value, string special)
    {
        StringBuilder text = new(value.Length + 16);
        foreach (char c in value)
        {
            if (special.Contains(c, StringComparison.Ordinal))
                text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }

    private static bool IsOdd(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private sealed class PlainEscaper : Escaper
    {
        public override string Text(string value) => Clean(value);
    }

    private sealed class HtmlEscaper : Escaper
    {
        public override string Text(string value) => WebUtility.HtmlEncode(Clean(value)).Replace("\n", "<br>\n", StringComparison.Ordinal);

        public override string Block(IReadOnlyList<string> lines) =>
            lines.Count == 0 ? "" : $"<pre>{WebUtility.HtmlEncode(Clean(string.Join('\n', lines)))}</pre>";
    }

    private sealed class TelegramHtmlEscaper : Escaper
    {
        public override string Text(string value) => Entities(Clean(value));

        public override string Block(IReadOnlyList<string> lines) => lines.Count == 0 ? "" : $"<pre>{Text(string.Join('\n', lines))}</pre>";

        private static string Entities(string value) => value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
    }

    private sealed class TelegramMarkdownEscaper : Escaper
    {
        // "Any character with code between 1 and 126 inclusively can be escaped anywhere"; these must be.
        private const string Special = "\\_*[]()~`>#+-=|{}.!";

        public override string Text(string value) => Backslashed(Clean(value), Special);

        public override string Block(IReadOnlyList<string> lines) =>
            lines.Count == 0 ? "" : $"```\n{Backslashed(Clean(string.Join('\n', lines)), "\\`")}\n```";
    }

    private sealed class MarkdownEscaper : Escaper
    {
        // CommonMark 0.31 §2.4: any ASCII punctuation may stand behind a backslash. These begin something.
        private const string Special = "\\`*_{}[]()#+-.!|~";
        private const int FenceCharsMin = 3;

        public override string Text(string value)
        {
            // Entities, not backslashes: Webex reads mentions (<@…>) and some HTML before Markdown.
            string text = Backslashed(Clean(value), Special).Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
            // A line end is a space in Markdown, two spaces before it make it a line end; white space at the start would make code.
            return string.Join("  \n", text.Split('\n').Select(static line => line.TrimStart(' ', '\t')));
        }

        public override string Link(string url) => PercentEncoded(Clean(url), "\\`*_[]()<>{}|~! \n\t");

        /// <summary>A fence that no line holds; what would call people together is broken up by a character that nobody sees.</summary>
        public override string Block(IReadOnlyList<string> lines)
        {
            if (lines.Count == 0)
                return "";
            string text = Clean(string.Join('\n', lines)).Replace("<@", "<\u200b@", StringComparison.Ordinal);
            string fence = new('`', Math.Max(FenceCharsMin, LongestRun(text, '`') + 1));
            return $"{fence}\n{text}\n{fence}";
        }

        private static int LongestRun(string text, char wanted)
        {
            int longest = 0;
            int run = 0;
            foreach (char c in text)
            {
                run = c == wanted ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }

            return longest;
        }
    }

    private sealed class SlackEscaper : Escaper
    {
        public override string Text(string value) => WithoutFormatting(Entities(Clean(value)));

        public override string Link(string url) => Entities(PercentEncoded(Clean(url), "*_~`<>| \n\t"));

        public override string Block(IReadOnlyList<string> lines) => lines.Count == 0
            ? ""
            : $"```\n{Entities(Clean(string.Join('\n', lines))).Replace("```", "`\u200b`\u200b`", StringComparison.Ordinal)}\n```";

        /// <summary>The three characters that Slack documents; with them mentions, links and commands (&lt;!channel&gt;) are text.</summary>
        private static string Entities(string value) => value.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

        /// <summary>
        /// mrkdwn has no escape for * _ ~ `: they format where they stand at the edge of a word, and a character without width there takes
        /// that away. Within a word (my_app) they are left alone, so that names can be copied.
        /// </summary>
        private static string WithoutFormatting(string value)
        {
            if (value.AsSpan().IndexOfAny("*_~`") < 0)
                return value;
            StringBuilder text = new(value.Length + 16);
            for (int i = 0; i < value.Length; i++)
            {
                bool isMark = value[i] is '*' or '_' or '~' or '`';
                bool isInside = i > 0 && i + 1 < value.Length && char.IsLetterOrDigit(value[i - 1]) && char.IsLetterOrDigit(value[i + 1]);
                if (isMark && !isInside)
                    text.Append('\u200b').Append(value[i]).Append('\u200b');
                else
                    text.Append(value[i]);
            }

            return text.ToString();
        }
    }

    private sealed class JsonEscaper : Escaper
    {
        public override string Text(string value) => JavaScriptEncoder.Default.Encode(Clean(value));

        public override string Block(IReadOnlyList<string> lines) => Text(string.Join('\n', lines));
    }

    private sealed class FormEscaper : Escaper
    {
        public override string Text(string value) => Uri.EscapeDataString(Clean(value));

        public override string Block(IReadOnlyList<string> lines) => Text(string.Join('\n', lines));
    }
}
