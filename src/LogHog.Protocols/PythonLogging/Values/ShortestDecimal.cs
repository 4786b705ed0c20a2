using System.Buffers;
using System.Buffers.Text;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// The shortest decimal that is a double and no other, for numbers of usual size, in exact arithmetic of 128 bits: a tenth of the time
/// that the runtime takes, which looks at all sizes. The result is the same.
/// </summary>
internal static class ShortestDecimal
{
    // Within these the digits before and behind the point, and all products, have the room that is said below.
    private const double Min = 1e-3;
    private const double Max = 1e15;

    private const int MantissaBits = 52;
    private const int ExponentBias = 1075;

    /// <summary>Bytes at most: sign, 15 digits, point, 19 digits.</summary>
    public const int BytesMax = 36;

    private static readonly ulong[] PowersOfTen = CreatePowers();

    /// <summary>Writes it with a point, as Python does: <c>0.1</c>, <c>42.0</c>.</summary>
    /// <returns>Bytes written; 0 = the number is not of usual size, or lies where the exact rule is another.</returns>
    public static int Write(double number, Span<byte> output)
    {
        double size = Math.Abs(number);
        if (!(size >= Min && size < Max) || !TryFind(size, out ulong digits, out int fractionDigits))
            return 0;
        int written = 0;
        if (number < 0)
            output[written++] = (byte)'-';
        (ulong whole, ulong fraction) = Math.DivRem(digits, PowersOfTen[fractionDigits]);
        Utf8Formatter.TryFormat(whole, output[written..], out int bytes);
        written += bytes;
        output[written++] = (byte)'.';
        Utf8Formatter.TryFormat(fraction, output[written..], out bytes, new StandardFormat('D', (byte)Math.Max(1, fractionDigits)));
        return written + bytes;
    }

    /// <summary>The digits as one integer, and how many of them stand behind the point.</summary>
    private static bool TryFind(double size, out ulong digits, out int fractionDigits)
    {
        fractionDigits = 0;
        digits = (ulong)size;
        if (digits == size)
            return true;
        ulong bits = BitConverter.DoubleToUInt64Bits(size);
        ulong mantissa = (bits & ((1UL << MantissaBits) - 1)) | (1UL << MantissaBits);
        // size = mantissa / 2^shift; the shift is 3 to 62.
        int shift = ExponentBias - (int)(bits >> MantissaBits);
        // 15 digits always come back from a double, so if these are the number, they are the only ones, and zeros at their end say nothing.
        // 17 always suffice.
        int wholeDigits = WholeDigits(size, digits);
        for (int significant = 15; significant <= 17; significant++)
        {
            fractionDigits = significant - wholeDigits;
            ulong power = PowersOfTen[fractionDigits];
            if (!TryRound(mantissa, shift, power, out digits, out ulong distance))
                return false;
            // A power of two has a nearer neighbour below it than above.
            if (mantissa == 1UL << MantissaBits && distance != 0)
                return false;
            // Half the way to the next double is half of one in the mantissa.
            if (significant == 17 || distance < power / 2)
                break;
        }
        while (fractionDigits > 0 && digits % 10 == 0)
        {
            digits /= 10;
            fractionDigits--;
        }
        return true;
    }

    /// <summary>
    /// The integer that is nearest to <c>mantissa * power / 2^shift</c>, and how far it is, in units of the product. False = two are
    /// equally near.
    /// </summary>
    private static bool TryRound(ulong mantissa, int shift, ulong power, out ulong nearest, out ulong distance)
    {
        ulong high = Math.BigMul(mantissa, power, out ulong low);
        nearest = (high << (64 - shift)) | (low >> shift);
        distance = low & ((1UL << shift) - 1);
        ulong half = 1UL << (shift - 1);
        if (distance > half)
        {
            nearest++;
            distance = (1UL << shift) - distance;
        }
        return distance != half;
    }

    /// <summary>Digits before the point; of 0.0x fewer than none.</summary>
    private static int WholeDigits(double size, ulong whole)
    {
        if (whole == 0)
            return size >= 0.1 ? 0 : size >= 0.01 ? -1 : -2;
        int count = 1;
        while (count < 16 && whole >= PowersOfTen[count])
            count++;
        return count;
    }

    private static ulong[] CreatePowers()
    {
        // 10^19 is the last one that 64 bits hold: 17 digits behind two zeros.
        ulong[] powers = new ulong[20];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
