using System.Buffers;
using System.Buffers.Text;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Dates and times of the module datetime, which are pickled as four, six or ten bytes and perhaps a time zone.</summary>
internal static class DateTimeRepr
{
    private const int DateBytes = 4;
    private const int TimeBytes = 6;

    // The second of two equal times, when clocks go back: the highest bit of a byte that needs only four or five.
    private const byte FoldBit = 0x80;

    public static bool TryWrite(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape, bool isStr)
    {
        bool hasDate = shape.Known != KnownName.Time;
        bool hasTime = shape.Known != KnownName.Date;
        PickleItems arguments = shape.Arguments;
        int bytes = (hasDate ? DateBytes : 0) + (hasTime ? TimeBytes : 0);
        if (!arguments.TryTake(out int packed) || !writer.Texts.TryGetBytes(tree, packed, out ReadOnlySpan<byte> content) || content.Length != bytes)
            return false;
        arguments.TryTake(out int zone);
        Span<byte> parts = stackalloc byte[DateBytes + TimeBytes];
        content.CopyTo(parts);
        parts = parts[..bytes];
        ref byte folded = ref parts[hasDate ? 2 : 0];
        bool isFold = hasTime && (folded & FoldBit) != 0;
        if (hasTime)
            folded &= FoldBit - 1;
        if (!AreInRange(hasDate ? parts[..DateBytes] : default, hasTime ? parts[^TimeBytes..] : default))
            return false;
        if (isStr)
            WriteStr(writer, tree, hasDate ? parts[..DateBytes] : default, hasTime ? parts[^TimeBytes..] : default, zone);
        else
            WriteRepr(writer, tree, shape.Known, parts, zone, isFold);
        return true;
    }

    private static bool AreInRange(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time)
    {
        bool isDate = date.IsEmpty || (Year(date) is >= 1 and <= 9999 && date[2] is >= 1 and <= 12
            && date[3] >= 1 && date[3] <= DateTime.DaysInMonth(Year(date), date[2]));
        return isDate && (time.IsEmpty || (time[0] < 24 && time[1] < 60 && time[2] < 60 && Microseconds(time) < 1_000_000));
    }

    private static int Year(ReadOnlySpan<byte> date) => (date[0] << 8) | date[1];

    private static int Microseconds(ReadOnlySpan<byte> time) => (time[3] << 16) | (time[4] << 8) | time[5];

    private static void WriteStr(ReprWriter writer, scoped in PickleTree tree, ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, int zone)
    {
        RenderBuffer output = writer.Output;
        if (!date.IsEmpty)
        {
            WriteDigits(output, Year(date), 4);
            output.Write((byte)'-');
            WriteDigits(output, date[2], 2);
            output.Write((byte)'-');
            WriteDigits(output, date[3], 2);
        }
        if (time.IsEmpty)
            return;
        if (!date.IsEmpty)
            output.Write((byte)' ');
        WriteDigits(output, time[0], 2);
        output.Write((byte)':');
        WriteDigits(output, time[1], 2);
        output.Write((byte)':');
        WriteDigits(output, time[2], 2);
        if (Microseconds(time) > 0)
        {
            output.Write((byte)'.');
            WriteDigits(output, Microseconds(time), 6);
        }
        if (tree.KindOf(zone) is not (PickleKind.Absent or PickleKind.None))
            TimeZoneRepr.WriteOffset(writer, tree, zone);
    }

    private static void WriteRepr(ReprWriter writer, scoped in PickleTree tree, KnownName known, ReadOnlySpan<byte> parts, int zone, bool isFold)
    {
        RenderBuffer output = writer.Output;
        output.Write(known == KnownName.Date ? "datetime.date("u8 : known == KnownName.Time ? "datetime.time("u8 : "datetime.datetime("u8);
        if (known != KnownName.Time)
        {
            NumberText.WriteInteger(output, Year(parts));
            WriteNext(output, parts[2]);
            WriteNext(output, parts[3]);
        }
        if (known != KnownName.Date)
        {
            ReadOnlySpan<byte> time = parts[^TimeBytes..];
            if (known == KnownName.Time)
                NumberText.WriteInteger(output, time[0]);
            else
                WriteNext(output, time[0]);
            WriteNext(output, time[1]);
            int microseconds = Microseconds(time);
            if (time[2] > 0 || microseconds > 0)
                WriteNext(output, time[2]);
            if (microseconds > 0)
                WriteNext(output, microseconds);
        }
        if (tree.KindOf(zone) is not (PickleKind.Absent or PickleKind.None))
        {
            if (isFold)
                output.Write(", fold=1"u8);
            output.Write(", tzinfo="u8);
            writer.WriteRepr(tree, zone);
        }
        else if (isFold)
        {
            output.Write(", fold=1"u8);
        }
        output.Write((byte)')');
    }

    private static void WriteNext(RenderBuffer output, int number)
    {
        output.Write(", "u8);
        NumberText.WriteInteger(output, number);
    }

    /// <summary>A number with leading zeros.</summary>
    public static void WriteDigits(RenderBuffer output, long number, byte digits)
    {
        Span<byte> room = output.Reserve(20);
        if (!room.IsEmpty && Utf8Formatter.TryFormat(number, room, out int written, new StandardFormat('D', digits)))
            output.Commit(written);
    }
}
