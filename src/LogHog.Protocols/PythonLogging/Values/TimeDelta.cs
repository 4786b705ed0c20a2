using System.Runtime.InteropServices;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>A datetime.timedelta in Python's normal form: only the days may be negative.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeDelta(long Days, long Seconds, long Microseconds)
{
    private const int SecondsPerDay = 86_400;

    public bool IsZero => Days == 0 && Seconds == 0 && Microseconds == 0;

    public static bool TryRead(scoped in PickleTree tree, PickleItems arguments, out TimeDelta delta)
    {
        delta = default;
        if (!TryTake(tree, ref arguments, out long days) || !TryTake(tree, ref arguments, out long seconds)
            || !TryTake(tree, ref arguments, out long microseconds))
            return false;
        delta = new TimeDelta(days, seconds, microseconds);
        return Math.Abs(days) <= 999_999_999 && seconds is >= 0 and < SecondsPerDay && microseconds is >= 0 and < 1_000_000;
    }

    /// <summary><c>1 day, 2:03:04.000005</c> or <c>datetime.timedelta(days=1, seconds=7384, microseconds=5)</c>.</summary>
    public bool TryWrite(RenderBuffer output, bool isStr)
    {
        if (isStr)
            WriteStr(output);
        else
            WriteRepr(output);
        return true;
    }

    /// <summary><c>+01:00</c>, with seconds only if there are any.</summary>
    public void WriteOffset(RenderBuffer output)
    {
        long microseconds = ((((Days * SecondsPerDay) + Seconds) * 1_000_000) + Microseconds);
        output.Write(microseconds < 0 ? (byte)'-' : (byte)'+');
        (long seconds, long fraction) = Math.DivRem(Math.Abs(microseconds), 1_000_000);
        DateTimeRepr.WriteDigits(output, seconds / 3_600, 2);
        output.Write((byte)':');
        DateTimeRepr.WriteDigits(output, seconds / 60 % 60, 2);
        if (seconds % 60 > 0 || fraction > 0)
        {
            output.Write((byte)':');
            DateTimeRepr.WriteDigits(output, seconds % 60, 2);
        }
        if (fraction > 0)
        {
            output.Write((byte)'.');
            DateTimeRepr.WriteDigits(output, fraction, 6);
        }
    }

    private static bool TryTake(scoped in PickleTree tree, ref PickleItems arguments, out long number)
    {
        number = 0;
        return !arguments.TryTake(out int value)
            || (tree.KindOf(value) == PickleKind.Integer && NumberText.TryGetInteger(tree.Pickle, value, out number));
    }

    private void WriteStr(RenderBuffer output)
    {
        if (Days != 0)
        {
            NumberText.WriteInteger(output, Days);
            output.Write(Math.Abs(Days) == 1 ? " day, "u8 : " days, "u8);
        }
        NumberText.WriteInteger(output, Seconds / 3_600);
        output.Write((byte)':');
        DateTimeRepr.WriteDigits(output, Seconds / 60 % 60, 2);
        output.Write((byte)':');
        DateTimeRepr.WriteDigits(output, Seconds % 60, 2);
        if (Microseconds == 0)
            return;
        output.Write((byte)'.');
        DateTimeRepr.WriteDigits(output, Microseconds, 6);
    }

    private void WriteRepr(RenderBuffer output)
    {
        output.Write("datetime.timedelta("u8);
        int start = output.Length;
        WritePart(output, start, "days="u8, Days);
        WritePart(output, start, "seconds="u8, Seconds);
        WritePart(output, start, "microseconds="u8, Microseconds);
        output.Write(IsZero ? "0)"u8 : ")"u8);
    }

    private static void WritePart(RenderBuffer output, int start, ReadOnlySpan<byte> name, long number)
    {
        if (number == 0)
            return;
        output.Write(output.Length > start ? ", "u8 : ""u8);
        output.Write(name);
        NumberText.WriteInteger(output, number);
    }
}
