using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Arguments that a sender left unmerged, as Python's own <c>%</c> merges them.</summary>
public sealed class PercentFormatTests
{
    [Fact]
    public async Task Messages_are_merged_as_Python_merges_them()
    {
        IReadOnlyList<RecordFrame> frames = await RecordFrames.OfAsync("/usr/bin/python3", "percent_frames.py");
        Assert.True(frames.Count > 2_000);
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        List<string> wrong = [];
        foreach (RecordFrame frame in frames)
        {
            DecodeStatus status = decoder.Decode(frame.Frame, logEvent, out _, out RejectReason reason);
            string body = Encoding.UTF8.GetString(logEvent.Body.Span);
            string? error = Field(logEvent, "args_error")?.Split(':')[0];
            if (status != DecodeStatus.Event || body != frame.Seen.GetProperty("body").GetString() || error != frame.Seen.GetProperty("error").GetString())
                wrong.Add($"{frame.Name}: {frame.Seen.GetProperty("body")} {frame.Seen.GetProperty("error")}, not {body} {error} ({reason})");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}:\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public void A_failed_merge_keeps_the_message_and_the_arguments_and_says_why()
    {
        LogEvent logEvent = Pickles.Decode(Pickles.Record("NX\u0004\0\0\0argsK\u0001K\u0002\u0086X\u0003\0\0\0msgX\u0005\0\0\0%d %s")).Event;
        Assert.Equal("1 2", Encoding.UTF8.GetString(logEvent.Body.Span));

        logEvent = Pickles.Decode(Pickles.Record("NX\u0004\0\0\0argsK\u0001K\u0002\u0086X\u0003\0\0\0msgX\u0002\0\0\0%d")).Event;
        Assert.Equal("%d", Encoding.UTF8.GetString(logEvent.Body.Span));
        Assert.Equal("(1, 2)", Field(logEvent, "args"));
        Assert.Equal("TypeError: not all arguments converted during string formatting", Field(logEvent, "args_error"));
    }

    private static string? Field(LogEvent logEvent, string name) => logEvent.Fields
        .Where(field => Encoding.UTF8.GetString(field.Name.Span) == name)
        .Select(field => Encoding.UTF8.GetString(field.Value.Span))
        .FirstOrDefault();
}
