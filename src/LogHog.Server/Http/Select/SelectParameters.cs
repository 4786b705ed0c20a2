using System.Globalization;
using System.Text;
using LogHog.Engine.Search;
using LogHog.Server.Http.Intake;

namespace LogHog.Server.Http.Select;

/// <summary>
/// The parameters of a question, from the body of a POST and the query string. Each getter gives what was sent, or what holds without;
/// what cannot be read is kept as <see cref="Problem"/>, to be looked at once after all of them. Unknown parameters are passed by.
/// </summary>
internal sealed class SelectParameters
{
    private const string FormType = "application/x-www-form-urlencoded";

    private readonly List<(string Name, string Value)> _values = [];

    /// <summary>The first that is wrong; null = none so far.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Of all values together, in UTF-16 units.</summary>
    public int Length => _values.Sum(static value => value.Value.Length);

    /// <returns>The parameters; with a <see cref="Problem"/> if they cannot be read at all.</returns>
    public static async Task<SelectParameters> ReadAsync(HttpContext context, BodyReader bodies)
    {
        SelectParameters parameters = new();
        if (HttpMethods.IsPost(context.Request.Method))
            parameters.Problem = await parameters.ReadBodyAsync(context, bodies);
        parameters.Problem ??= FormText.Read(Encoding.UTF8.GetBytes(context.Request.QueryString.Value ?? "").AsSpan() is [(byte)'?', .. var text] ? text : [], parameters._values);
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

    private async Task<Problem?> ReadBodyAsync(HttpContext context, BodyReader bodies)
    {
        string type = context.Request.ContentType ?? "";
        if (type.Length > 0 && !type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, $"the body must be {FormType}");
        (BodyBuffer? body, BodyFailure? failure) = await bodies.ReadAsync(context);
        if (failure is not null)
            return Problem.OfBody(failure);
        using (body)
            return FormText.Read(TrimEnd(body!.Written.Span), _values);
    }

    // Some clients end the body as they end a line.
    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text) => text.TrimEnd("\r\n"u8);

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
