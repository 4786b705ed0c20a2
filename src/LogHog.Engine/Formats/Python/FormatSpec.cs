using System.Buffers.Text;

namespace LogHog.Engine.Formats.Python;

/// <summary>One specifier of Python's format mini-language, <c>[[fill]align][sign][#][0][width][grouping][.precision][type]</c>.</summary>
internal readonly record struct FormatSpec
{
    /// <summary>The code point that fills a field; 0 = a space.</summary>
    public int Fill { get; private init; }

    /// <summary><c>&lt; &gt; ^ =</c>; 0 = what is usual for the value.</summary>
    public byte Align { get; private init; }

    /// <summary><c>+</c>, <c>-</c>, a space; 0 = none was written.</summary>
    public byte Sign { get; private init; }

    public bool IsAlternate { get; private init; }

    /// <summary>A <c>0</c> before the width, with no fill of its own: numbers are filled behind their sign.</summary>
    public bool HasZeros { get; private init; }

    public int Width { get; private init; }

    /// <summary>A comma, an underscore; 0 = no groups.</summary>
    public byte Separator { get; private init; }

    /// <summary>Null = none was written.</summary>
    public int? Precision { get; private init; }

    /// <summary>A letter or <c>%</c>; 0 = none was written.</summary>
    public byte Type { get; private init; }

    /// <summary>Nothing was written: <c>str()</c>.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Reads a whole specifier; false if Python refuses it, or it is wider than <see cref="PaddedText.WidthMax"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out FormatSpec spec)
    {
        spec = new FormatSpec { IsEmpty = text.IsEmpty };
        bool hasFill = false;
        if (!text.IsEmpty)
        {
            int fill = Wtf8.Read(text, out int length);
            if (text.Length > length && IsAlign(text[length]))
            {
                spec = spec with { Fill = fill, Align = text[length] };
                hasFill = true;
                text = text[(length + 1)..];
            }
            else if (IsAlign(text[0]))
            {
                spec = spec with { Align = text[0] };
                text = text[1..];
            }
        }

        if (Take(ref text, "+- "u8) is var sign and not 0)
            spec = spec with { Sign = sign };
        if (Take(ref text, "#"u8) != 0)
            spec = spec with { IsAlternate = true };
        if (!hasFill && Take(ref text, "0"u8) != 0)
            spec = spec with { HasZeros = true, Fill = '0' };
        if (!TryTakeNumber(ref text, out int? width))
            return false;
        spec = spec with { Width = width ?? 0, Separator = Take(ref text, ",_"u8) };
        int? precision = null;
        if (Take(ref text, "."u8) != 0 && (!TryTakeNumber(ref text, out precision) || precision is null))
            return false;
        spec = spec with { Precision = precision, Type = text.IsEmpty ? (byte)0 : text[0] };
        return text.Length <= 1 && (spec.Separator == 0 || MayGroup(spec));
    }

    private static bool IsAlign(byte one) => one is (byte)'<' or (byte)'>' or (byte)'=' or (byte)'^';

    private static bool MayGroup(in FormatSpec spec) => spec.Type switch
    {
        0 or (byte)'d' or (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G' or (byte)'%' => true,
        (byte)'b' or (byte)'o' or (byte)'x' or (byte)'X' => spec.Separator == '_',
        _ => false,
    };

    private static byte Take(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> any)
    {
        if (text.IsEmpty || !any.Contains(text[0]))
            return 0;
        byte taken = text[0];
        text = text[1..];
        return taken;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out int? number)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length : length;
        number = null;
        if (length == 0)
            return true;
        if (!Utf8Parser.TryParse(text[..length], out int value, out _) || value > PaddedText.WidthMax)
            return false;
        number = value;
        text = text[length..];
        return true;
    }
}
