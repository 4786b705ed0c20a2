using LogHog.Engine.Configuration;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>A format string and what goes with it, checked and taken apart.</summary>
internal static class PythonTemplate
{
    /// <summary>The pieces of the format.</summary>
    /// <exception cref="TemplateProblem">Python refuses it, or would raise for each record; the message says what to write.</exception>
    public static TemplatePart[] Read(PythonFormatSettings settings)
    {
        var builder = new TemplateBuilder(ReadDefaults(settings.Defaults));
        switch (settings.Style)
        {
            case PythonStyle.Brace:
                BraceTemplate.Read(settings.Format, builder);
                break;
            case PythonStyle.Dollar:
                DollarTemplate.Read(settings.Format, builder);
                break;
            default:
                PercentTemplate.Read(settings.Format, builder);
                break;
        }

        return builder.Build() ?? throw new TemplateProblem($"names no attribute; write at least the message, {Message(settings.Style)}");
    }

    /// <summary>
    /// The style that the string is of, as a reader of Python would see it: <c>%(name)</c> is <c>%</c>; else the one of the other two that can read it.
    /// Where both can, <c>${name}</c> is a dollar's, and a brace without a dollar sign before it is not.
    /// </summary>
    public static PythonStyle StyleOf(string format)
    {
        if (format.Contains("%(", StringComparison.Ordinal))
            return PythonStyle.Percent;
        bool isBrace = CanRead(format, PythonStyle.Brace);
        bool isDollar = CanRead(format, PythonStyle.Dollar);
        if (isBrace && isDollar)
            return format.Replace("${", "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) ? PythonStyle.Brace : PythonStyle.Dollar;
        if (isBrace || isDollar)
            return isBrace ? PythonStyle.Brace : PythonStyle.Dollar;
        // Nothing fits: the style whose message helps.
        return format.Contains('$', StringComparison.Ordinal) ? PythonStyle.Dollar
            : format.Contains('{', StringComparison.Ordinal) ? PythonStyle.Brace
            : PythonStyle.Percent;
    }

    /// <summary><c>ident=- user="Ana María" port=0</c>: pairs as between the braces of a standard line.</summary>
    /// <exception cref="TemplateProblem">They are no pairs.</exception>
    public static Dictionary<string, EventField> ReadDefaults(string text)
    {
        Dictionary<string, EventField> defaults = new(StringComparer.Ordinal);
        byte[] group = Utf8.Encode("{" + text.Replace('\n', ' ') + "}");
        List<FieldSlice> fields = [];
        if (!FieldGroup.IsGroup(group, fields))
            throw new TemplateProblem($"{Printable.Quote(text)} does not fit; write pairs such as ident=- user=\"Ana María\" port=0");
        foreach (FieldSlice field in fields)
        {
            byte[] name = Plain(group.AsMemory(field.Start, field.NameLength));
            ReadOnlyMemory<byte> value = group.AsMemory(field.ValueStart, field.ValueLength);
            defaults[Utf8.Decode(name)] = new EventField(name, FieldPair.KindOf(value.Span), Plain(value));
        }

        return defaults;
    }

    /// <summary>Why the format cannot be used, and what to write; null = it can.</summary>
    public static string? ProblemOf(PythonFormatSettings settings) => Problem(() => Read(settings));

    /// <summary>The same of the defaults.</summary>
    public static string? ProblemOfDefaults(string defaults) => Problem(() => ReadDefaults(defaults));

    private static byte[] Plain(ReadOnlyMemory<byte> text)
    {
        var scratch = new ParserScratch();
        scratch.Begin(text.Length);
        return text.Span[0] == '"' ? JsonString.Unquoted(text, scratch).ToArray() : text.ToArray();
    }

    private static bool CanRead(string format, PythonStyle style) => ProblemOf(new PythonFormatSettings { Format = format, Style = style }) is null;

    private static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (TemplateProblem problem)
        {
            return problem.Message;
        }
    }

    private static string Message(PythonStyle style) => style switch
    {
        PythonStyle.Brace => "{message}",
        PythonStyle.Dollar => "$message",
        _ => "%(message)s",
    };
}
