namespace LogHog.Engine.Formats.Python;

/// <summary><c>time.strftime</c> as glibc has it in the C locale, with its flags (<c>%-d</c>), widths (<c>%4e</c>) and modifiers (<c>%Ey</c>).</summary>
internal static class StrfTime
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    /// <summary>Writes the time.</summary>
    /// <param name="scratch">Where to.</param>
    /// <param name="format">The format in UTF-8.</param>
    /// <param name="time">The time.</param>
    public static void Write(Scratch scratch, ReadOnlySpan<byte> format, in LocalTime time)
    {
        while (true)
        {
            int next = format.IndexOf((byte)'%');
            scratch.Write(next < 0 ? format : format[..next]);
            if (next < 0)
                return;
            format = format[next..];
            format = format[WriteDirective(scratch, format, time)..];
        }
    }

    /// <returns>The bytes of the directive at the start of the format.</returns>
    private static int WriteDirective(Scratch scratch, ReadOnlySpan<byte> format, in LocalTime time)
    {
        var style = default(StrfTimeStyle);
        int at = 1;
        while (at < format.Length && format[at] is (byte)'_' or (byte)'-' or (byte)'0' or (byte)'^' or (byte)'#')
            style.AddFlag(format[at++]);
        int digits = at;
        while (at < format.Length && format[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        // A width is the configuration's own, and bounded like every other.
        if (at > digits)
            style.Width = System.Buffers.Text.Utf8Parser.TryParse(format[digits..at], out int width, out _) ? Math.Min(width, PaddedText.WidthMax) : PaddedText.WidthMax;
        byte modifier = at < format.Length && format[at] is (byte)'E' or (byte)'O' ? format[at++] : (byte)0;
        byte directive = at < format.Length ? format[at] : (byte)0;
        int length = Math.Min(at + 1, format.Length);
        // What is no directive stays as it is; glibc has looked at the # of two of them by then.
        if (!IsAllowed(modifier, directive) || !TryWrite(scratch, directive, style, time))
            style.Unknown(scratch, format[..length], isShortMonth: modifier == 'E' && directive is (byte)'b' or (byte)'h');

        return length;
    }

    // In the C locale a modifier changes nothing, but not every directive takes one.
    private static bool IsAllowed(byte modifier, byte directive) => modifier switch
    {
        0 => true,
        (byte)'E' => !"aAbBhdeHIkljMmSUVgGWwDF"u8.Contains(directive),
        _ => !"aAcxXDFY"u8.Contains(directive),
    };

    private static bool TryWrite(Scratch scratch, byte directive, StrfTimeStyle style, in LocalTime time)
    {
        DateTime at = time.Time;
        switch (directive)
        {
            case (byte)'a':
                return style.Name(scratch, Days[time.WeekDay].AsSpan(0, 3));
            case (byte)'A':
                return style.Name(scratch, Days[time.WeekDay]);
            case (byte)'b' or (byte)'h':
                return style.Name(scratch, Months[at.Month - 1].AsSpan(0, 3));
            case (byte)'B':
                return style.Name(scratch, Months[at.Month - 1]);
            case (byte)'p':
                return style.Lowered(scratch, at.Hour < 12 ? "AM"u8 : "PM"u8, always: false);
            case (byte)'P':
                return style.Lowered(scratch, at.Hour < 12 ? "AM"u8 : "PM"u8, always: true);
            case (byte)'Z':
                return style.Lowered(scratch, time.Zone.Abbreviation, always: false);
            case (byte)'z':
                return style.Offset(scratch, time.Zone.OffsetSeconds);
            case (byte)'n':
                return style.Text(scratch, "\n"u8);
            case (byte)'t':
                return style.Text(scratch, "\t"u8);
            case (byte)'%':
                return style.Text(scratch, "%"u8);
            case (byte)'c':
                return style.Composite(scratch, "%a %b %e %H:%M:%S %Y"u8, time);
            case (byte)'x' or (byte)'D':
                return style.Composite(scratch, "%m/%d/%y"u8, time);
            case (byte)'X' or (byte)'T':
                return style.Composite(scratch, "%H:%M:%S"u8, time);
            case (byte)'r':
                return style.Composite(scratch, "%I:%M:%S %p"u8, time);
            case (byte)'R':
                return style.Composite(scratch, "%H:%M"u8, time);
            case (byte)'F':
                return style.Composite(scratch, "%Y-%m-%d"u8, time);
            default:
                return TryWriteNumber(scratch, directive, style, time);
        }
    }

    private static bool TryWriteNumber(Scratch scratch, byte directive, StrfTimeStyle style, in LocalTime time)
    {
        DateTime at = time.Time;
        int hour12 = at.Hour % 12 == 0 ? 12 : at.Hour % 12;
        int monday = (time.WeekDay + 6) % 7;
        return directive switch
        {
            (byte)'C' => style.Number(scratch, at.Year / 100, 2),
            (byte)'d' => style.Number(scratch, at.Day, 2),
            (byte)'e' => style.SpacedNumber(scratch, at.Day),
            (byte)'g' => style.Number(scratch, time.IsoWeek().Year % 100, 2),
            (byte)'G' => style.Number(scratch, time.IsoWeek().Year, 4),
            (byte)'H' => style.Number(scratch, at.Hour, 2),
            (byte)'I' => style.Number(scratch, hour12, 2),
            (byte)'j' => style.Number(scratch, time.YearDay + 1, 3),
            (byte)'k' => style.SpacedNumber(scratch, at.Hour),
            (byte)'l' => style.SpacedNumber(scratch, hour12),
            (byte)'m' => style.Number(scratch, at.Month, 2),
            (byte)'M' => style.Number(scratch, at.Minute, 2),
            (byte)'s' => style.UnixSecond(scratch, time.UnixSecond),
            (byte)'S' => style.Number(scratch, at.Second, 2),
            (byte)'u' => style.Number(scratch, monday + 1, 1),
            (byte)'U' => style.Number(scratch, (time.YearDay - time.WeekDay + 7) / 7, 2),
            (byte)'V' => style.Number(scratch, time.IsoWeek().Week, 2),
            (byte)'w' => style.Number(scratch, time.WeekDay, 1),
            (byte)'W' => style.Number(scratch, (time.YearDay - monday + 7) / 7, 2),
            (byte)'y' => style.Number(scratch, at.Year % 100, 2),
            (byte)'Y' => style.Number(scratch, at.Year, 4),
            _ => false,
        };
    }
}
