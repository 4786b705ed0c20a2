namespace LogHog.Engine.Formats.Python;

/// <summary>An attribute as <c>%</c> writes it.</summary>
internal sealed class PercentPart(RecordAttribute attribute, byte[] source, PercentSpec spec) : AttributePart(attribute, source)
{
    private const int PrecisionDefault = 6;

    public override bool IsWhole => (spec.Conversion == 's' && spec.Precision is null) || spec.Conversion is (byte)'d' or (byte)'i' or (byte)'u';

    public override int Width => spec.Width;

    public override void Write(PythonRecord record, ref PythonLine line)
    {
        Scratch scratch = record.Scratch;
        scratch.Clear();
        PythonValue value = record.Get(Attribute);
        if (value.Type == PythonType.Missing)
        {
            line.Write(Source);
            return;
        }

        switch (spec.Conversion)
        {
            case (byte)'%':
                line.Write("%"u8);
                break;
            case (byte)'s':
                WriteText(ref line, value.ToText(scratch));
                break;
            case (byte)'r' or (byte)'a':
                int start = scratch.Length;
                PythonRepr.Write(scratch, value, spec.Conversion == 'a');
                WriteText(ref line, scratch.From(start));
                break;
            case (byte)'c' when TryGetCharacter(value, scratch, out ReadOnlySpan<byte> character):
                WriteAligned(ref line, character);
                break;
            case (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G' when value.TryGetFloat(out double number):
                WriteFloat(ref line, number, scratch);
                break;
            case (byte)'c' or (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G':
                WriteAligned(ref line, value.ToText(scratch));
                break;
            default:
                WriteInt(ref line, value, scratch);
                break;
        }
    }

    private void WriteText(ref PythonLine line, scoped ReadOnlySpan<byte> text)
    {
        if (spec.Precision is { } precision)
            text = PaddedText.Cut(text, precision);
        WriteAligned(ref line, text);
    }

    private void WriteAligned(ref PythonLine line, scoped ReadOnlySpan<byte> text)
    {
        if (spec.IsLeft)
            PaddedText.WriteLeft(ref line, text, spec.Width);
        else
            PaddedText.WriteRight(ref line, text, spec.Width);
    }

    private void WriteInt(ref PythonLine line, scoped in PythonValue value, Scratch scratch)
    {
        bool isDecimal = spec.Conversion is (byte)'d' or (byte)'i' or (byte)'u';
        int start = scratch.Length;
        bool isNegative;
        if (value.TryGetDigits(out ReadOnlySpan<byte> digits, out isNegative))
        {
            PythonInt.WriteDigits(scratch, digits, isDecimal ? (byte)'d' : spec.Conversion);
        }
        else if (isDecimal && value.Type == PythonType.Float && double.IsFinite(value.Number))
        {
            PythonInt.WriteTruncated(scratch, value.Number);
            isNegative = value.Number <= -1;
        }
        else
        {
            WriteAligned(ref line, value.ToText(scratch));
            return;
        }

        int length = scratch.Length - start;
        int zeros = (spec.Precision ?? 0) - length;
        if (zeros > 0)
        {
            scratch.Repeat((byte)'0', zeros);
            scratch.From(start)[..length].CopyTo(scratch.From(start)[zeros..]);
            scratch.From(start)[..zeros].Fill((byte)'0');
        }

        ReadOnlySpan<byte> prefix = !spec.IsAlternate ? default : spec.Conversion switch
        {
            (byte)'o' => "0o"u8,
            (byte)'x' => "0x"u8,
            (byte)'X' => "0X"u8,
            _ => default,
        };
        WriteNumber(ref line, isNegative, prefix, scratch.From(start));
    }

    private void WriteFloat(ref PythonLine line, double number, Scratch scratch)
    {
        int start = scratch.Length;
        PythonFloat.WriteUnsigned(scratch, number, spec.Conversion, spec.Precision ?? PrecisionDefault, spec.IsAlternate, addsPointZero: false);
        WriteNumber(ref line, double.IsNegative(number) && !double.IsNaN(number), default, scratch.From(start));
    }

    private void WriteNumber(ref PythonLine line, bool isNegative, scoped ReadOnlySpan<byte> prefix, scoped ReadOnlySpan<byte> digits)
    {
        ReadOnlySpan<byte> sign = isNegative ? "-"u8 : spec.HasSign ? "+"u8 : spec.HasSpace ? " "u8 : default;
        int padding = spec.Width - sign.Length - prefix.Length - digits.Length;
        if (!spec.IsLeft && !spec.HasZeros)
            line.Repeat(" "u8, padding);
        line.Write(sign);
        line.Write(prefix);
        if (!spec.IsLeft && spec.HasZeros)
            line.Repeat("0"u8, padding);
        line.Write(digits);
        if (spec.IsLeft)
            line.Repeat(" "u8, padding);
    }

    /// <summary>A code point, or a text of one character.</summary>
    private static bool TryGetCharacter(PythonValue value, Scratch scratch, out ReadOnlySpan<byte> character)
    {
        character = value.Text;
        if (value.Type == PythonType.Str)
            return PaddedText.CountCharacters(character) == 1;
        if (!value.TryGetDigits(out ReadOnlySpan<byte> digits, out bool isNegative) || isNegative || !PythonInt.TryReadCodePoint(digits, out int codePoint))
            return false;
        Span<byte> utf8 = stackalloc byte[4];
        int start = scratch.Length;
        scratch.Write(utf8[..Wtf8.Write(utf8, codePoint)]);
        character = scratch.From(start);
        return true;
    }
}
