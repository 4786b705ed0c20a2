using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats;

public sealed partial class MillionEventsTests
{
    private const int EventCount = 1_000_000;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe");

    [Theory]
    [InlineData(nameof(LineFormatKind.Standard), EventCount)]
    [InlineData(nameof(LineFormatKind.Json), EventCount)]
    [InlineData(nameof(LineFormatKind.Rfc5424), EventCount / 5)]
    [InlineData(nameof(LineFormatKind.Logfmt), EventCount / 5)]
    public void A_million_random_events_come_back_as_they_were(string kindName, int count)
    {
        LineFormatKind kind = Enum.Parse<LineFormatKind>(kindName);
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        ILineFormat format = LineFormats.CreateFormat(kind, Zone);
        ILineParser parser = LineFormats.CreateParser(kind, Zone);
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var sent = new LogEvent();
        var read = new LogEvent();
        for (int i = 0; i < count; i++)
        {
            var context = new LineContext(events.Fill(sent));
            output.ResetWrittenCount();
            format.Write(sent, output, context);
            if (!parser.TryParse(output.WrittenMemory, context, read) || !SameEvent.Is(sent, read))
            {
                Assert.Fail($"event {i}, context [{SameEvent.Show(context.App)}]\n{SameEvent.Show(sent)}\n"
                    + $"{SameEvent.Show(output.WrittenMemory)}\n{SameEvent.Show(read)}");
            }
            if (!IsOneEvent(output.WrittenSpan, kind is LineFormatKind.Json or LineFormatKind.Logfmt ? 1 : LinesOf(sent)))
                Assert.Fail($"event {i} reads as more than one:\n{SameEvent.Show(output.WrittenMemory)}");
        }
    }

    [Fact]
    public void Every_first_line_is_one_of_rsyslogs_file_format()
    {
        var events = new RandomEvents(SeededRandom.Create());
        ILineFormat format = LineFormats.CreateFormat(LineFormatKind.Standard, Zone);
        var output = new ArrayBufferWriter<byte>();
        var sent = new LogEvent();
        for (int i = 0; i < 20_000; i++)
        {
            var context = new LineContext(events.Fill(sent));
            output.ResetWrittenCount();
            format.Write(sent, output, context);
            string line = Encoding.UTF8.GetString(output.WrittenSpan[..output.WrittenSpan.IndexOf((byte)'\n')]);
            Assert.Matches(RsyslogFileFormat(), line);
        }
    }

    // RSYSLOG_FileFormat: "%TIMESTAMP:::date-rfc3339% %HOSTNAME% %syslogtag%%msg:::sp-if-no-1st-sp%%msg:::drop-last-lf%\n"
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{6}|\d{9})[+-]\d\d:\d\d \S+ [^\s:\[\]]+(\[\d{1,10}\])?: ([^\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\t)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RsyslogFileFormat();

    // One line or more, each but the first with a tab before it, and valid UTF-8 without any control character.
    private static bool IsOneEvent(ReadOnlySpan<byte> text, int lines) =>
        text.Count((byte)'\n') == lines
        && text.Count("\n\t"u8) == lines - 1
        && text[0] != '\t' && text[^1] == '\n'
        && !text.ContainsAny(Controls)
        && Utf8.IsValid(text)
        && EventLines.NextLength(text, isEnd: true) == text.Length;

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b).Where(b => b is not ((byte)'\t' or (byte)'\n')), 0x7f]);

    private static int LinesOf(LogEvent logEvent) =>
        1 + logEvent.Body.Span.Count((byte)'\n') + (logEvent.Exception.IsEmpty ? 0 : 1 + logEvent.Exception.Span.Count((byte)'\n'));
}
