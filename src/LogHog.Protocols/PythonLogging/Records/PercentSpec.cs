using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>What stands between a <c>%</c> and its letter: flags, width, precision. Python's, which are C's.</summary>
internal struct PercentSpec
{
    public bool IsLeft { get; set; }

    public bool HasSign { get; set; }

    public bool HasBlank { get; set; }

    public bool IsAlternate { get; set; }

    public bool HasZeros { get; set; }

    public int Width { get; set; }

    /// <summary>-1 = none was given.</summary>
    public int Precision { get; set; }

    public byte Conversion { get; set; }

    public bool TrySetFlag(byte flag)
    {
        switch (flag)
        {
            case (byte)'-':
                IsLeft = true;
                return true;
            case (byte)'+':
                HasSign = true;
                return true;
            case (byte)' ':
                HasBlank = true;
                return true;
            case (byte)'#':
                IsAlternate = true;
                return true;
            case (byte)'0':
                HasZeros = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Cuts a text that was written from <paramref name="start"/> on at the precision, and fills it up to the width.</summary>
    public readonly void FinishText(RenderBuffer output, int start)
    {
        if (Precision >= 0)
        {
            int end = start;
            for (int characters = 0; characters < Precision && end < output.Length; characters++)
                end += WtfCharacter.Read(output.Written[end..], out _);
            output.Truncate(Math.Min(end, output.Length));
        }
        Fill(output, start, start, fill: (byte)' ');
    }

    /// <summary>Puts a number's sign before it, and fills it up to the width.</summary>
    /// <param name="output">Holds the digits from <paramref name="start"/> on.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="isNegative">The number's sign.</param>
    /// <param name="prefix"><c>0x</c> or the like; empty = none.</param>
    public readonly void FinishNumber(RenderBuffer output, int start, bool isNegative, ReadOnlySpan<byte> prefix)
    {
        byte sign = isNegative ? (byte)'-' : HasSign ? (byte)'+' : HasBlank ? (byte)' ' : (byte)0;
        for (int i = prefix.Length - 1; i >= 0; i--)
            output.Insert(start, 1, prefix[i]);
        if (sign != 0)
            output.Insert(start, 1, sign);
        int digits = start + prefix.Length + (sign != 0 ? 1 : 0);
        Fill(output, start, HasZeros && !IsLeft ? digits : start, HasZeros && !IsLeft ? (byte)'0' : (byte)' ');
    }

    private readonly void Fill(RenderBuffer output, int start, int at, byte fill)
    {
        int missing = Width - WtfCharacter.Count(output.Written[start..]);
        output.Insert(IsLeft ? output.Length : at, missing, IsLeft ? (byte)' ' : fill);
    }
}
