using System.Net;
using System.Text.RegularExpressions;

namespace LogHog.Engine.Bot.Commands;

/// <summary>In a group room a bot gets only what mentions it; the mention is part of the text, and no part of the command.</summary>
internal static partial class Mention
{
    /// <param name="text">The message, plain.</param>
    /// <param name="html">The same with its markup; empty = it has none.</param>
    /// <param name="id">The bot's person id.</param>
    /// <param name="names">What the bot is called.</param>
    public static string Strip(string text, string html, string id, IEnumerable<string> names)
    {
        string line = CommandText.OneLine(text);
        IEnumerable<string> known = InHtml(html, id).Concat(names).Select(CommandText.OneLine).Where(static name => name.Length > 0);
        foreach (string name in known.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(static name => name.Length))
        {
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (line.Length == name.Length || line[name.Length] == ' '))
                return line[name.Length..].Trim(' ');
            if (line.EndsWith(name, StringComparison.OrdinalIgnoreCase) && line[^(name.Length + 1)] == ' ')
                return line[..^name.Length].Trim(' ');
        }

        return line;
    }

    /// <summary>How the message itself calls whoever has this id: people can give nicknames.</summary>
    private static IEnumerable<string> InHtml(string html, string id) => SparkMention().Matches(html)
        .Where(found => found.Groups["id"].Value == id)
        .Select(static found => WebUtility.HtmlDecode(found.Groups["name"].Value));

    [GeneratedRegex("""<spark-mention\b[^>]*\bdata-object-id="(?<id>[^"]*)"[^>]*>(?<name>[^<]*)</spark-mention>""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SparkMention();
}
