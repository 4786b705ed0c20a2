using System.Text.RegularExpressions;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Formats.Python;

/// <summary>Reads <c>{asctime} {levelname:&lt;8} {message!r}</c>, as <c>str.format</c> does; refuses what <c>logging.StrFormatStyle.validate</c> refuses.</summary>
internal ref partial struct BraceTemplate
{
    private readonly ReadOnlySpan<char> _format;
    private readonly TemplateBuilder _builder;
    private int _at;

    private BraceTemplate(string format, TemplateBuilder builder)
    {
        _format = format;
        _builder = builder;
    }

    /// <exception cref="TemplateProblem">Python refuses it, or would raise for each record.</exception>
    public static void Read(string format, TemplateBuilder builder) => new BraceTemplate(format, builder).Read();

    private void Read()
    {
        while (_at < _format.Length)
        {
            int next = _format[_at..].IndexOfAny('{', '}');
            _builder.Literal(next < 0 ? _format[_at..] : _format.Slice(_at, next));
            if (next < 0)
                return;
            _at += next;
            if (_at + 1 < _format.Length && _format[_at + 1] == _format[_at])
            {
                _builder.Literal(_format.Slice(_at, 1));
                _at += 2;
            }
            else if (_format[_at] == '}')
            {
                throw new TemplateProblem("a single '}' closes nothing; write }} for a brace");
            }
            else
            {
                ReadPlace();
            }
        }
    }

    private void ReadPlace()
    {
        int start = _at++;
        string name = ReadName(start);
        byte conversion = 0;
        if (Next() == '!')
        {
            conversion = _at + 1 < _format.Length ? (byte)_format[_at + 1] : (byte)0;
            _at += 2;
            if (conversion is not ((byte)'r' or (byte)'s' or (byte)'a') || Next() is not (':' or '}'))
                throw new TemplateProblem($"{Written(start)} has an unknown conversion; write !r, !s or !a, then : or }}");
        }

        string spec = "";
        if (Next() == ':')
            spec = ReadSpec(start);
        if (Next() != '}')
            throw Unclosed(start);
        _at++;
        string source = _format[start.._at].ToString();
        if (!NamePattern().IsMatch(name) || char.IsAsciiDigit(name[0]))
            throw new TemplateProblem($"{source} names no attribute; write a name such as {{message}}, and {{{{ }}}} for braces");
        if (!SpecPattern().IsMatch(spec))
            throw new TemplateProblem($"{source} has a bad specifier; write [[fill]align][sign][#][0][width][,][.precision][type], such as {{levelname:<8}}");
        if (!spec.Contains('{', StringComparison.Ordinal) && LargestNumber(spec) > PaddedText.WidthMax)
            throw new TemplateProblem($"{source} is wider than {PaddedText.WidthMax} characters; write a smaller number");
        _builder.Add(new BracePart(new BraceField(name, _builder), Utf8.Encode(source), conversion, BraceSpec.Of(spec, _builder)));
    }

    private readonly char Next() => _at < _format.Length ? _format[_at] : '\0';

    private readonly string Written(int start) => _format[start..Math.Min(_at, _format.Length)].ToString();

    private readonly TemplateProblem Unclosed(int start) => new($"{Written(start)} has no end; write a closing brace, or {{{{ for a brace");

    /// <summary>Up to a colon, an exclamation mark or a brace, none of which counts between square brackets.</summary>
    private string ReadName(int start)
    {
        int from = _at;
        bool inBrackets = false;
        for (; _at < _format.Length; _at++)
        {
            char c = _format[_at];
            inBrackets = c == '[' || (inBrackets && c != ']');
            if (!inBrackets && c is '{' or ':' or '!' or '}')
                break;
        }

        return Next() is '\0' or '{' ? throw Unclosed(start) : _format[from.._at].ToString();
    }

    private string ReadSpec(int start)
    {
        int from = ++_at;
        for (int depth = 0; _at < _format.Length; _at++)
        {
            if (_format[_at] == '{')
                depth++;
            else if (_format[_at] == '}' && depth-- == 0)
                return _format[from.._at].ToString();
        }

        throw Unclosed(start);
    }

    private static long LargestNumber(string spec) =>
        Numbers().Matches(spec).Select(static match => long.TryParse(match.ValueSpan, out long number) ? number : long.MaxValue).DefaultIfEmpty().Max();

    [GeneratedRegex(@"^\w+(\.\w+|\[[^]]+\])*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    // A fill beyond the first plane is two of .NET's characters.
    [GeneratedRegex(@"^((?:[\ud800-\udbff][\udc00-\udfff]|.)?[<=>^])?[+ -]?#?0?([0-9]+|{\w+})?[,_]?(\.([0-9]+|{\w+}))?[bcdefgnosxBCDEFGNOSX%]?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SpecPattern();

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
