using System.Buffers.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Engine.Formats.Python;

/// <summary>The types that an attribute of a log record can have here.</summary>
internal enum PythonType : byte
{
    /// <summary>There is no such attribute.</summary>
    Missing,
    None,
    Str,
    Int,
    Float,
    Bool,
}

/// <summary>An attribute's value as Python has it. Borrowed from the event, the defaults or scratch memory.</summary>
internal readonly ref struct PythonValue
{
    private PythonValue(PythonType type, ReadOnlySpan<byte> text, double number = 0)
    {
        Type = type;
        Text = text;
        Number = number;
    }

    public PythonType Type { get; }

    /// <summary>A str's text, an int's decimal digits with a sign if it is negative, <c>True</c>, <c>False</c> or <c>None</c>; empty for a float.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>A float's value.</summary>
    public double Number { get; }

    public static PythonValue None => new(PythonType.None, "None"u8);

    public static PythonValue True => new(PythonType.Bool, "True"u8);

    public static PythonValue False => new(PythonType.Bool, "False"u8);

    public static PythonValue Str(ReadOnlySpan<byte> text) => new(PythonType.Str, text);

    /// <param name="digits">Decimal digits, a minus sign before them or not.</param>
    public static PythonValue Int(ReadOnlySpan<byte> digits) => new(PythonType.Int, digits);

    public static PythonValue Float(double number) => new(PythonType.Float, default, number);

    public static PythonValue Of(scoped in EventField field) => Of(field.Kind, field.Value.Span);

    /// <summary>A field's value: a number in JSON's grammar is an int without a fraction and an exponent, else a float.</summary>
    public static PythonValue Of(FieldKind kind, ReadOnlySpan<byte> text)
    {
        if (kind == FieldKind.Bool)
            return text.SequenceEqual("true"u8) ? True : False;
        if (kind == FieldKind.Text || !JsonNumber.IsWhole(text))
            return Str(text);
        if (!text.ContainsAny(".eE"u8))
            return Int(text.SequenceEqual("-0"u8) ? "0"u8 : text);
        return Utf8Parser.TryParse(text, out double number, out int read) && read == text.Length ? Float(number) : Str(text);
    }

    /// <summary><c>str(value)</c>.</summary>
    /// <param name="scratch">Holds the text of a float.</param>
    public ReadOnlySpan<byte> ToText(Scratch scratch)
    {
        if (Type != PythonType.Float)
            return Text;
        int start = scratch.Length;
        PythonFloat.WriteRepr(scratch, Number);
        return scratch.From(start);
    }

    /// <summary>As <c>float(value)</c>; false for what is no number.</summary>
    public bool TryGetFloat(out double number)
    {
        number = Type == PythonType.Float ? Number : IsTrue ? 1 : 0;
        return Type is PythonType.Float or PythonType.Bool
            || (Type == PythonType.Int && Utf8Parser.TryParse(Text, out number, out int read) && read == Text.Length && double.IsFinite(number));
    }

    /// <summary>The digits of an int or a bool, without a sign; false for any other.</summary>
    public bool TryGetDigits(out ReadOnlySpan<byte> digits, out bool isNegative)
    {
        isNegative = false;
        digits = Type == PythonType.Bool ? IsTrue ? "1"u8 : "0"u8 : Text;
        if (Type == PythonType.Int && digits[0] == '-')
        {
            isNegative = true;
            digits = digits[1..];
        }

        return Type is PythonType.Int or PythonType.Bool;
    }

    private bool IsTrue => Type == PythonType.Bool && Text[0] == 'T';
}
