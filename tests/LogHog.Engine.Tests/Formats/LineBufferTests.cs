using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.TestKit;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats;

public sealed class LineBufferTests
{
    [Theory]
    [InlineData(nameof(LineFormatKind.Standard))]
    [InlineData(nameof(LineFormatKind.Classic))]
    [InlineData(nameof(LineFormatKind.Json))]
    public void A_writer_that_gives_no_byte_more_than_asked_for_gets_the_same_lines(string kindName)
    {
        ILineFormat format = LineFormats.CreateFormat(Enum.Parse<LineFormatKind>(kindName), Berlin);
        var events = new RandomEvents(SeededRandom.Create());
        var logEvent = new LogEvent();
        for (int i = 0; i < 5_000; i++)
        {
            var context = new LineContext(events.Fill(logEvent));
            var roomy = new ArrayBufferWriter<byte>(1 << 20);
            var stingy = new StingyWriter();
            format.Write(logEvent, roomy, context);
            format.Write(logEvent, stingy, context);
            Assert.True(roomy.WrittenSpan.SequenceEqual(stingy.Written.ToArray()), SameEvent.Show(logEvent));
        }
    }

    [Theory]
    [InlineData(nameof(LineFormatKind.Standard))]
    [InlineData(nameof(LineFormatKind.Classic))]
    [InlineData(nameof(LineFormatKind.Json))]
    public void Writing_an_event_allocates_nothing(string kindName)
    {
        ILineFormat format = LineFormats.CreateFormat(Enum.Parse<LineFormatKind>(kindName), Berlin);
        LogEvent logEvent = Event("a\\x1b {a=1}\nb", "web", Severity.Error, "E\nf").With("process.pid", FieldKind.Number, "1").With("k", FieldKind.Text, "v w");
        var output = new ArrayBufferWriter<byte>(1 << 20);
        format.Write(logEvent, output, Shop);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            output.ResetWrittenCount();
            logEvent.TimeUnixNs += 1_000_000_000;
            format.Write(logEvent, output, Shop);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Gives exactly what is asked for, or one byte, as an IBufferWriter may.
    private sealed class StingyWriter : IBufferWriter<byte>
    {
        private byte[] _given = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(_given.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _given = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
