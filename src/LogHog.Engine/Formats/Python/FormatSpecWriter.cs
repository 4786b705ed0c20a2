namespace LogHog.Engine.Formats.Python;

/// <summary><c>format(value, spec)</c>.</summary>
internal static class FormatSpecWriter
{
    private const int PrecisionDefault = 6;

    /// <returns>False: the specifier is not for such a value (Python raises); nothing was written.</returns>
    public static bool TryWrite(ref PythonLine line, scoped in PythonValue value, in FormatSpec spec, Scratch scratch)
    {
        if (spec.IsEmpty)
        {
            line.Write(value.ToText(scratch));
            return true;
        }

        return value.Type switch
        {
            PythonType.Str => TryWriteText(ref line, value.Text, spec),
            PythonType.Float => TryWriteFloat(ref line, value.Number, spec, scratch),
            PythonType.Int or PythonType.Bool => TryWriteInt(ref line, value, spec, scratch),
            _ => false,
        };
    }

    private static bool TryWriteText(ref PythonLine line, scoped ReadOnlySpan<byte> text, in FormatSpec spec)
    {
        if (spec.Type is not (0 or (byte)'s') || spec.Sign != 0 || spec.IsAlternate || spec.Align == '=' || spec.Separator != 0)
            return false;
        if (spec.Precision is { } precision)
            text = PaddedText.Cut(text, precision);
        int padding = spec.Width == 0 ? 0 : Math.Max(0, spec.Width - PaddedText.CountCharacters(text));
        int left = spec.Align switch { (byte)'>' => padding, (byte)'^' => padding / 2, _ => 0 };
        Span<byte> utf8 = stackalloc byte[4];
        ReadOnlySpan<byte> fill = utf8[..Wtf8.Write(utf8, spec.Fill == 0 ? ' ' : spec.Fill)];
        line.Repeat(fill, left);
        line.Write(text);
        line.Repeat(fill, padding - left);
        return true;
    }

    private static bool TryWriteInt(ref PythonLine line, scoped in PythonValue value, in FormatSpec spec, Scratch scratch)
    {
        if (spec.Type is (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G' or (byte)'%')
            return value.TryGetFloat(out double number) && TryWriteFloat(ref line, number, spec, scratch);
        if (spec.Precision is not null || !value.TryGetDigits(out ReadOnlySpan<byte> digits, out bool isNegative))
            return false;
        int start = scratch.Length;
        switch (spec.Type)
        {
            case (byte)'c':
                if (spec.Sign != 0 || spec.IsAlternate || isNegative || !PythonInt.TryReadCodePoint(digits, out int codePoint))
                    return false;
                Span<byte> utf8 = stackalloc byte[4];
                scratch.Write(utf8[..Wtf8.Write(utf8, codePoint)]);
                WriteNumber(ref line, spec, default, default, start, wholeBytes: 0, scratch);
                return true;
            case 0 or (byte)'d' or (byte)'n' or (byte)'b' or (byte)'o' or (byte)'x' or (byte)'X':
                PythonInt.WriteDigits(scratch, digits, spec.Type);
                ReadOnlySpan<byte> prefix = !spec.IsAlternate ? default : spec.Type switch
                {
                    (byte)'b' => "0b"u8,
                    (byte)'o' => "0o"u8,
                    (byte)'x' => "0x"u8,
                    (byte)'X' => "0X"u8,
                    _ => default,
                };
                WriteNumber(ref line, spec, SignOf(spec, isNegative), prefix, start, scratch.Length - start, scratch);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteFloat(ref PythonLine line, double number, in FormatSpec spec, Scratch scratch)
    {
        byte type = spec.Type;
        int precision = spec.Precision ?? PrecisionDefault;
        switch (type)
        {
            case (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G':
                break;
            case 0:
                type = spec.Precision is null ? PythonFloat.ReprType : (byte)'g';
                break;
            case (byte)'n':
                type = (byte)'g';
                break;
            case (byte)'%':
                type = (byte)'f';
                number *= 100;
                break;
            default:
                return false;
        }

        int start = scratch.Length;
        PythonFloat.WriteUnsigned(scratch, number, type, precision, spec.IsAlternate, addsPointZero: spec.Type == 0);
        if (spec.Type == '%')
            scratch.Write((byte)'%');
        int whole = scratch.From(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        whole = whole < 0 ? scratch.Length - start : whole;
        WriteNumber(ref line, spec, SignOf(spec, double.IsNegative(number) && !double.IsNaN(number)), default, start, whole, scratch);
        return true;
    }

    private static ReadOnlySpan<byte> SignOf(scoped in FormatSpec spec, bool isNegative) =>
        isNegative ? "-"u8 : spec.Sign == '+' ? "+"u8 : spec.Sign == ' ' ? " "u8 : default;

    /// <param name="line">Where to.</param>
    /// <param name="spec">The specifier.</param>
    /// <param name="sign">A sign, or nothing.</param>
    /// <param name="prefix">That of the base.</param>
    /// <param name="start">The number stands in the scratch memory from here to its end.</param>
    /// <param name="wholeBytes">So many of its bytes are digits before the point.</param>
    /// <param name="scratch">The memory.</param>
    private static void WriteNumber(
        ref PythonLine line, in FormatSpec spec, scoped ReadOnlySpan<byte> sign, scoped ReadOnlySpan<byte> prefix, int start, int wholeBytes, Scratch scratch)
    {
        byte align = spec.Align != 0 ? spec.Align : spec.HasZeros ? (byte)'=' : (byte)'>';
        int end = scratch.Length;
        int wholeEnd = start + wholeBytes;
        int restCharacters = PaddedText.CountCharacters(scratch.From(wholeEnd));
        int groupedStart = start;
        if (spec.Separator != 0)
        {
            int fixedCharacters = sign.Length + prefix.Length + restCharacters;
            int digitsMin = spec.Fill == '0' && align == '=' ? spec.Width - fixedCharacters : 0;
            groupedStart = end;
            WriteGroups(scratch, start, wholeEnd, digitsMin, spec);
        }

        int groupedLength = spec.Separator != 0 ? scratch.Length - end : wholeBytes;
        int padding = Math.Max(0, spec.Width - sign.Length - prefix.Length - groupedLength - restCharacters);
        int left = align switch { (byte)'>' => padding, (byte)'^' => padding / 2, _ => 0 };
        Span<byte> utf8 = stackalloc byte[4];
        ReadOnlySpan<byte> fill = utf8[..Wtf8.Write(utf8, spec.Fill == 0 ? ' ' : spec.Fill)];
        line.Repeat(fill, left);
        line.Write(sign);
        line.Write(prefix);
        line.Repeat(fill, align == '=' ? padding : 0);
        line.Write(scratch.From(groupedStart)[..groupedLength]);
        line.Write(scratch.From(wholeEnd)[..(end - wholeEnd)]);
        line.Repeat(fill, align is (byte)'<' or (byte)'^' ? padding - left : 0);
    }

    // _PyUnicode_InsertThousandsGrouping, from the right: zeros on the left are grouped, too.
    private static void WriteGroups(Scratch scratch, int start, int end, int digitsMin, in FormatSpec spec)
    {
        int size = spec.Type is (byte)'b' or (byte)'o' or (byte)'x' or (byte)'X' ? 4 : 3;
        int remaining = end - start;
        int grouped = scratch.Length;
        bool needsSeparator = false;
        while (true)
        {
            int group = Math.Min(size, Math.Max(Math.Max(remaining, digitsMin), 1));
            if (needsSeparator)
                scratch.Write(spec.Separator);
            int digits = Math.Max(0, Math.Min(remaining, group));
            for (int i = 0; i < digits; i++)
                scratch.Write(scratch.From(start)[remaining - 1 - i]);
            scratch.Repeat((byte)'0', group - digits);
            needsSeparator = true;
            remaining -= digits;
            digitsMin -= group;
            if (remaining <= 0 && digitsMin <= 0)
                break;
            digitsMin--;
        }

        scratch.From(grouped).Reverse();
    }
}
