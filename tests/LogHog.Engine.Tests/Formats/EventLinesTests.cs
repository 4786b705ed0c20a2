using System.Buffers;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats;

public sealed class EventLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\n", "a\n")]
    [InlineData("a", "a")]
    [InlineData("a\nb\n", "a\n|b\n")]
    [InlineData("a\n\tb\n\tc\nd", "a\n\tb\n\tc\n|d")]
    [InlineData("\torphan\n\tx\na\n", "\torphan\n\tx\n|a\n")]
    [InlineData("a\n\n\nb\n", "a\n|\n|\n|b\n")]
    [InlineData("a\n\t\n\t", "a\n\t\n\t")]
    [InlineData("\n", "\n")]
    public void A_piece_is_a_first_line_and_the_lines_with_a_tab_behind_it(string text, string pieces) =>
        Assert.Equal(pieces, string.Join('|', Split(Encoding.UTF8.GetBytes(text), readBytes: int.MaxValue)));

    [Fact]
    public void A_last_event_waits_for_the_next_first_line_or_the_end()
    {
        Assert.Equal(0, EventLines.NextLength("a\n\tb\n"u8, isEnd: false));
        Assert.Equal(5, EventLines.NextLength("a\n\tb\n"u8, isEnd: true));
        Assert.Equal(5, EventLines.NextLength("a\n\tb\nc"u8, isEnd: false));
    }

    [Theory]
    [InlineData("aaaa\nbbbb", 8, "aaaa\n|bbbb")]
    [InlineData("aaaabbbbcc\n", 4, "aaaa|bbbb|cc\n")]
    [InlineData("a\n\tb\n\tc\n\td\n", 6, "a\n\tb\n|\tc\n\td\n")]
    [InlineData("aaa\n\tb\n", 4, "aaa\n|\tb\n")]
    [InlineData("aaa\nb\n", 4, "aaa\n|b\n")]
    public void What_has_no_end_is_cut_at_the_limit_or_a_line_end_before_it(string text, int eventBytesMax, string pieces)
    {
        foreach (int readBytes in new[] { int.MaxValue, 1, 3 })
            Assert.Equal(pieces, string.Join('|', Split(Encoding.UTF8.GetBytes(text), readBytes, eventBytesMax)));
    }

    [Fact]
    public void Splitting_the_whole_is_splitting_at_any_byte()
    {
        byte[] text = File();
        string[] whole = [.. Split(text, int.MaxValue, 300)];
        Assert.Equal(text.Length, whole.Sum(piece => piece.Length));
        for (int readBytes = 1; readBytes < 40; readBytes++)
            Assert.Equal(whole, Split(text, readBytes, 300));
    }

    [Fact]
    public void A_file_gives_its_events_back_one_by_one()
    {
        var events = new RandomEvents(SeededRandom.Create());
        ILineFormat format = LineFormats.CreateFormat(LineFormatKind.Standard, TimeZoneInfo.Utc);
        var output = new ArrayBufferWriter<byte>();
        var logEvent = new LogEvent();
        var ends = new List<int>();
        for (int i = 0; i < 5_000; i++)
        {
            format.Write(logEvent, output, new LineContext(events.Fill(logEvent)));
            ends.Add(output.WrittenCount);
        }
        int at = 0;
        foreach (int end in ends)
        {
            at += EventLines.NextLength(output.WrittenSpan[at..], isEnd: true);
            Assert.Equal(end, at);
        }
    }

    // Events as they are written, and damage between them.
    private static byte[] File()
    {
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        ILineFormat format = LineFormats.CreateFormat(LineFormatKind.Standard, TimeZoneInfo.Utc);
        var output = new ArrayBufferWriter<byte>();
        var logEvent = new LogEvent();
        while (output.WrittenCount < 15_000)
        {
            format.Write(logEvent, output, new LineContext(events.Fill(logEvent)));
            if (random.Next(4) == 0)
                output.Write(events.Text());
        }
        return output.WrittenSpan.ToArray();
    }

    private static List<string> Split(byte[] text, int readBytes, int eventBytesMax = EventLines.EventBytesMax)
    {
        var pieces = new List<string>();
        int start = 0;
        int end = 0;
        while (start < text.Length)
        {
            int length = EventLines.NextLength(text.AsSpan(start, end - start), end == text.Length, eventBytesMax);
            if (length == 0)
            {
                end = (int)Math.Min(text.Length, (long)end + readBytes);
                continue;
            }
            pieces.Add(Encoding.Latin1.GetString(text, start, length));
            start += length;
        }
        return pieces;
    }
}
