namespace LogHog.Engine.Formats.Python;

/// <summary>Flags and width of one directive, and what glibc's <c>strftime</c> does with them.</summary>
internal struct StrfTimeStyle
{
    private byte _pad;
    private bool _isUpper;
    private bool _changesCase;

    public int Width { get; set; }

    /// <summary><c>_ - 0</c>: the last one counts. <c>^ #</c>: all do.</summary>
    public void AddFlag(byte flag)
    {
        if (flag == '^')
            _isUpper = true;
        else if (flag == '#')
            _changesCase = true;
        else
            _pad = flag;
    }

    /// <summary>Text as it is, padded.</summary>
    public readonly bool Text(Scratch scratch, ReadOnlySpan<byte> text)
    {
        int start = scratch.Length;
        Pad(scratch, text.Length);
        scratch.Write(text);
        if (_isUpper)
            System.Text.Ascii.ToUpperInPlace(scratch.From(start), out _);
        return true;
    }

    /// <summary>A day's or a month's name: <c>#</c> makes it capitals.</summary>
    public readonly bool Name(Scratch scratch, ReadOnlySpan<char> name)
    {
        Span<byte> text = stackalloc byte[16];
        for (int i = 0; i < name.Length; i++)
            text[i] = (byte)name[i];
        StrfTimeStyle style = this with { _isUpper = _isUpper || _changesCase };
        return style.Text(scratch, text[..name.Length]);
    }

    /// <summary>A directive that there is not.</summary>
    public readonly void Unknown(Scratch scratch, ReadOnlySpan<byte> text, bool isShortMonth)
    {
        StrfTimeStyle style = this with { _isUpper = _isUpper || (isShortMonth && _changesCase) };
        style.Text(scratch, text);
    }

    /// <summary>Capitals that <c>#</c> makes small letters.</summary>
    public readonly bool Lowered(Scratch scratch, ReadOnlySpan<byte> text, bool always)
    {
        int start = scratch.Length;
        Text(scratch, text);
        if (always || _changesCase)
            System.Text.Ascii.ToLowerInPlace(scratch.From(start), out _);
        return true;
    }

    /// <summary>Several directives as one.</summary>
    public readonly bool Composite(Scratch scratch, ReadOnlySpan<byte> format, in LocalTime time)
    {
        int start = scratch.Length;
        StrfTime.Write(scratch, format, time);
        int length = scratch.Length - start;
        Pad(scratch, length);
        int padding = scratch.Length - start - length;
        if (padding > 0)
        {
            // Written behind, wanted before.
            Span<byte> all = scratch.From(start);
            byte fill = all[^1];
            all[..length].CopyTo(all[padding..]);
            all[..padding].Fill(fill);
        }

        if (_isUpper)
            System.Text.Ascii.ToUpperInPlace(scratch.From(start), out _);
        return true;
    }

    /// <summary>A number of so many digits at least: zeros before it, spaces with <c>_</c>, nothing with <c>-</c>.</summary>
    public readonly bool Number(Scratch scratch, int value, int digitsMin)
    {
        Span<byte> digits = stackalloc byte[11];
        value.TryFormat(digits, out int length, default, System.Globalization.CultureInfo.InvariantCulture);
        int padding = _pad == '-' ? 0 : Math.Max(digitsMin, Width) - length;
        scratch.Repeat(_pad == '_' ? (byte)' ' : (byte)'0', padding);
        if (padding <= 0)
            Pad(scratch, length);
        scratch.Write(digits[..length]);
        return true;
    }

    /// <summary>A number of two digits with a space before it, unless a flag says otherwise.</summary>
    public readonly bool SpacedNumber(Scratch scratch, int value)
    {
        StrfTimeStyle style = _pad is (byte)'0' or (byte)'-' ? this : this with { _pad = (byte)'_' };
        return style.Number(scratch, value, 2);
    }

    public readonly bool UnixSecond(Scratch scratch, long second)
    {
        Span<byte> digits = stackalloc byte[20];
        second.TryFormat(digits, out int length, default, System.Globalization.CultureInfo.InvariantCulture);
        return Text(scratch, digits[..length]);
    }

    /// <summary><c>+0100</c>; the width counts for the sign and for the digits.</summary>
    public readonly bool Offset(Scratch scratch, int seconds)
    {
        Pad(scratch, 1);
        scratch.Write((byte)(seconds < 0 ? '-' : '+'));
        int minutes = Math.Abs(seconds) / 60;
        return Number(scratch, (minutes / 60 * 100) + (minutes % 60), 4);
    }

    private readonly void Pad(Scratch scratch, int length) => scratch.Repeat(_pad == '0' ? (byte)'0' : (byte)' ', Width - length);
}
