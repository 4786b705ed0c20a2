using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Formats.Python;

/// <summary>Reads <c>$asctime ${levelname} $$5</c>, as <c>string.Template</c> does.</summary>
internal static class DollarTemplate
{
    /// <exception cref="TemplateProblem">Python refuses it.</exception>
    public static void Read(string format, TemplateBuilder builder)
    {
        int at = 0;
        while (true)
        {
            int next = format.IndexOf('$', at);
            builder.Literal(next < 0 ? format.AsSpan(at) : format.AsSpan(at, next - at));
            if (next < 0)
                return;
            at = next + 1;
            if (at < format.Length && format[at] == '$')
            {
                builder.Literal("$");
                at++;
                continue;
            }

            bool isBraced = at < format.Length && format[at] == '{';
            int start = isBraced ? at + 1 : at;
            int end = start;
            while (end < format.Length && (format[end] == '_' || char.IsAsciiLetter(format[end]) || (end > start && char.IsAsciiDigit(format[end]))))
                end++;
            if (end == start || (isBraced && (end == format.Length || format[end] != '}')))
                throw new TemplateProblem($"the $ before {Rest(format, at)} begins no name; write $$ for a dollar sign, or a name such as $message or ${{message}}");
            string name = format[start..end];
            at = isBraced ? end + 1 : end;
            builder.Add(new DollarPart(builder.Attribute(name), Utf8.Encode(format[next..at])));
        }
    }

    private static string Rest(string format, int at) => at == format.Length ? "the end" : $"'{format[at..Math.Min(format.Length, at + 10)]}'";
}

/// <summary><c>str()</c> of an attribute.</summary>
internal sealed class DollarPart(RecordAttribute attribute, byte[] source) : AttributePart(attribute, source)
{
    public override bool IsWhole => true;

    public override int Width => 0;

    public override void Write(PythonRecord record, ref PythonLine line)
    {
        record.Scratch.Clear();
        PythonValue value = record.Get(Attribute);
        line.Write(value.Type == PythonType.Missing ? Source : value.ToText(record.Scratch));
    }
}
