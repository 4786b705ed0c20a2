using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Formats.Python;

/// <summary>Flags, width, precision and conversion of one place in a <c>%</c> format.</summary>
/// <param name="IsLeft"><c>-</c></param>
/// <param name="HasSign"><c>+</c></param>
/// <param name="HasSpace">A space where a sign would be.</param>
/// <param name="IsAlternate"><c>#</c></param>
/// <param name="HasZeros"><c>0</c></param>
/// <param name="Width">Characters at least; 0 = as many as it takes.</param>
/// <param name="Precision">Null = the conversion's own.</param>
/// <param name="Conversion">One of <c>diouxXeEfFgGcrsa%</c>.</param>
internal readonly record struct PercentSpec(
    bool IsLeft, bool HasSign, bool HasSpace, bool IsAlternate, bool HasZeros, int Width, int? Precision, byte Conversion);

/// <summary>Reads <c>%(asctime)s %(levelname)-8s %(message)s</c>, as <c>str % dict</c> does.</summary>
internal ref partial struct PercentTemplate
{
    private const string Conversions = "diouxXeEfFgGcrsa%";

    private readonly ReadOnlySpan<char> _format;
    private readonly TemplateBuilder _builder;
    private int _at;

    private PercentTemplate(string format, TemplateBuilder builder)
    {
        _format = format;
        _builder = builder;
    }

    /// <exception cref="TemplateProblem">Python refuses it, or would raise for each record.</exception>
    public static void Read(string format, TemplateBuilder builder) => new PercentTemplate(format, builder).Read();

    private void Read()
    {
        if (!Validation().IsMatch(_format))
            throw new TemplateProblem("names no attribute with a conversion; write at least the message, %(message)s");
        while (_at < _format.Length)
        {
            int next = _format[_at..].IndexOf('%');
            _builder.Literal(next < 0 ? _format[_at..] : _format.Slice(_at, next));
            if (next < 0)
                return;
            _at += next;
            ReadPlace();
        }
    }

    private void ReadPlace()
    {
        int start = _at++;
        string? name = Peek() == '(' ? ReadName(start) : null;
        bool isLeft = false, hasSign = false, hasSpace = false, isAlternate = false, hasZeros = false;
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; _at++)
        {
            isLeft |= Peek() == '-';
            hasSign |= Peek() == '+';
            hasSpace |= Peek() == ' ';
            isAlternate |= Peek() == '#';
            hasZeros |= Peek() == '0';
        }

        int width = ReadNumber(start) ?? 0;
        int? precision = null;
        if (Peek() == '.')
        {
            _at++;
            precision = ReadNumber(start) ?? 0;
        }

        if (Peek() is 'h' or 'l' or 'L')
            _at++;
        char conversion = Peek();
        if (conversion == '\0')
            throw new TemplateProblem($"{Written(start)} is incomplete; write %% for a percent sign, or a conversion such as %(message)s");
        if (!Conversions.Contains(conversion, StringComparison.Ordinal))
            throw new TemplateProblem($"{Written(start, 1)} has no conversion; write %% for a percent sign, or %(name)s");
        _at++;
        if (name is null && conversion != '%')
            throw new TemplateProblem($"{Written(start)} names no attribute; write %% for a percent sign, or a name such as %(message)s");
        var spec = new PercentSpec(isLeft, hasSign, hasSpace, isAlternate, hasZeros, width, precision, (byte)conversion);
        if (name is null)
            _builder.Literal("%");
        else
            _builder.Add(new PercentPart(_builder.Attribute(name), Utf8.Encode(Written(start)), spec));
    }

    // logging.PercentStyle.validation_pattern.
    [GeneratedRegex(@"%\(\w+\)[#0+ -]*(\*|[0-9]+)?(\.(\*|[0-9]+))?[diouxefgcrsaDIOUXEFGCRSA%]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Validation();

    private readonly char Peek() => _at < _format.Length ? _format[_at] : '\0';

    private readonly string Written(int start, int more = 0) => _format[start..Math.Min(_format.Length, _at + more)].ToString();

    /// <summary>A name may hold parentheses in pairs.</summary>
    private string ReadName(int start)
    {
        int from = ++_at;
        for (int depth = 1; _at < _format.Length; _at++)
        {
            depth += _format[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return _format[from.._at++].ToString();
        }

        throw new TemplateProblem($"{Written(start)} has no end; write a closing parenthesis and a conversion, such as %(message)s");
    }

    private int? ReadNumber(int start)
    {
        if (Peek() == '*')
            throw new TemplateProblem($"{Written(start, 1)} takes a width that a record cannot give; write a number for the *");
        int from = _at;
        while (char.IsAsciiDigit(Peek()))
            _at++;
        if (_at == from)
            return null;
        return int.TryParse(_format[from.._at], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= PaddedText.WidthMax
            ? number
            : throw new TemplateProblem($"{Written(start)} is wider than {PaddedText.WidthMax.ToString(CultureInfo.InvariantCulture)} characters; write a smaller number");
    }
}
