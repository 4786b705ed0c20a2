using System.Globalization;
using System.Text;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>
/// The parameters of a question, from the body of a POST and the query string. Each getter gives what was sent, or what holds without;
/// what cannot be read is kept as <see cref="Problem"/>, to be looked at once after all of them. Unknown parameters are passed by.
/// </summary>
internal sealed class SelectParameters
{
    private readonly List<(string Name, string Value)> _values = [];

    /// <summary>The first that is wrong; null = none so far.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Reads the names and values of a request.</summary>
    /// <param name="body">That of a POST, as a form; empty = there is none.</param>
    /// <param name="query">The query string with its question mark, or nothing.</param>
    /// <returns>The parameters; with a <see cref="Problem"/> if they cannot be read at all.</returns>
    public static SelectParameters Read(ReadOnlySpan<byte> body, string query)
    {
        SelectParameters parameters = new();
        // Some clients end the body as they end a line.
        parameters.Problem = FormText.Read(body.TrimEnd("\r\n"u8), parameters._values)
            ?? FormText.Read(Encoding.UTF8.GetBytes(query).AsSpan() is [(byte)'?', .. var text] ? text : [], parameters._values);
        return parameters;
    }

    public IReadOnlyList<string> All(string name) => [.. _values.Where(value => value.Name == name).Select(static value => value.Value)];

    public string Text(string name, string otherwise = "")
    {
        List<string> given = [.. All(name).Where(static value => value.Length > 0).Distinct(StringComparer.Ordinal)];
        if (given.Count > 1)
            Refuse(name, "given more than once, and not the same");
        return given.Count == 0 ? otherwise : given[0];
    }

    /// <summary>A number from 0 on; null = none was sent.</summary>
    public long? Count(string name)
    {
        string text = Text(name);
        if (text.Length == 0)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return number;
        Refuse(name, $"'{Short(text)}' is no whole number from 0 on");
        return null;
    }

    public bool Switch(string name)
    {
        string text = Text(name);
        if (text.ToLowerInvariant() is "1" or "t" or "true" or "y" or "yes")
            return true;
        if (text.ToLowerInvariant() is not ("" or "0" or "f" or "false" or "n" or "no"))
            Refuse(name, $"'{Short(text)}' is neither 1 nor 0");
        return false;
    }

    /// <summary>Nanoseconds since 1970; null = none was sent.</summary>
    public long? Moment(string name, DateTimeOffset now)
    {
        string text = Text(name);
        if (text.Length == 0)
            return null;
        if (SearchTime.TryParse(text, now, TimeZoneInfo.Utc, out long unixNs))
            return unixNs;
        Refuse(name, $"'{Short(text)}' is no time; examples: 2026-11-20T15:04:05Z, 2026-11-20, 1h (ago), now-5m, 1795187045 (s, ms, us or ns since 1970)");
        return null;
    }

    /// <summary>Nanoseconds; null = none was sent.</summary>
    public long? Duration(string name)
    {
        string text = Text(name);
        if (text.Length == 0)
            return null;
        if (SearchTime.TryParseDuration(text, out long ns))
            return ns;
        Refuse(name, $"'{Short(text)}' is no length of time; examples: 30s, 1h30m, 250ms");
        return null;
    }

    public void Refuse(string name, string detail) => Problem ??= Problem.OfParameter(name, detail);

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
