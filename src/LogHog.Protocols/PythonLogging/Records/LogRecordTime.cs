using System.Buffers.Text;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The time of a record, seconds since 1970 as a double, in nanoseconds.</summary>
internal static class LogRecordTime
{
    private const long NsPerSecond = 1_000_000_000;

    // A long counts nanoseconds from 1677 to 2262.
    private const double SecondsMax = (long.MaxValue / NsPerSecond) - 1;

    /// <summary>
    /// The shortest decimal that is this double and no other, which is what Python prints: a time that was taken in microseconds
    /// comes back as just that. Doubles of today are 238 ns apart, so seven digits behind the point are all there is.
    /// </summary>
    public static bool TryRead(double seconds, out long unixNs)
    {
        unixNs = 0;
        if (!(Math.Abs(seconds) <= SecondsMax))
            return false;
        // Microseconds are exact in a double's 53 bits until 2255, and so is this division's rounding.
        double microseconds = Math.Round(seconds * 1e6);
        if (microseconds / 1e6 == seconds)
        {
            unixNs = (long)microseconds * 1_000;
            return true;
        }
        // Where doubles are 238 ns apart, seven digits are enough and the nearest are the shortest. All of this is exact.
        if (seconds is >= 1L << 30 and < 1L << 31)
        {
            double fractionOfSecond = seconds - Math.Floor(seconds);
            unixNs = ((long)seconds * NsPerSecond) + ((long)Math.Round(fractionOfSecond * 1e7) * 100);
            return true;
        }
        Span<byte> text = stackalloc byte[48];
        text = text[..NumberText.FormatFloat(seconds, text)];
        if (text.Contains((byte)'e'))
            return true;
        int point = text.IndexOf((byte)'.');
        _ = Utf8Parser.TryParse(text[..point], out long whole, out _);
        long fraction = 0;
        long unitNs = NsPerSecond / 10;
        foreach (byte digit in text[(point + 1)..])
        {
            fraction += (digit - '0') * unitNs;
            unitNs /= 10;
        }
        unixNs = (whole * NsPerSecond) + (text[0] == (byte)'-' ? -fraction : fraction);
        return true;
    }

    public static bool TryRead(long seconds, out long unixNs)
    {
        bool isInRange = seconds is <= (long)SecondsMax and >= -(long)SecondsMax;
        unixNs = isInRange ? seconds * NsPerSecond : 0;
        return isInRange;
    }
}
