using System.Globalization;
using System.Text.Json;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Records as the standard library of each Python here sends them, field for field what that Python sees itself.</summary>
public sealed class RealPythonTests
{
    public static TheoryData<string> Versions => [.. Pythons.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_record_arrives_as_Python_sees_it(string version)
    {
        Assert.SkipWhen(Pythons.Find(version) is null, $"Python {version} is not installed");
        IReadOnlyList<RecordFrame> frames = await RecordFrames.OfAsync(Pythons.Find(version)!);
        Assert.True(frames.Count > 150);
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        List<string> wrong = [];
        foreach (RecordFrame frame in frames)
        {
            DecodeStatus status = decoder.Decode(frame.Frame, logEvent, out int consumed, out RejectReason reason);
            if (status != DecodeStatus.Event || consumed != frame.Frame.Length)
                wrong.Add($"{frame.Name}: {status} {reason}");
            else
                wrong.AddRange(Differences(frame.Seen, logEvent).Select(difference => $"{frame.Name}: {difference}"));
            Assert.Equal(DecodeStatus.Event, decoder.DecodeDatagram(frame.Frame, logEvent, out _));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    private static IEnumerable<string> Differences(JsonElement seen, LogEvent logEvent)
    {
        string logger = seen.GetProperty("logger").GetString()!;
        if (RecordFrames.Text(logEvent.Module) != (logger == "root" ? "" : logger))
            yield return $"module {RecordFrames.Text(logEvent.Module)}";
        if (!logEvent.Body.Span.SequenceEqual(RecordFrames.Text(seen.GetProperty("body"))))
            yield return $"body {RecordFrames.Text(logEvent.Body)}";
        if (!logEvent.Exception.Span.SequenceEqual(RecordFrames.Text(seen.GetProperty("exception"))))
            yield return $"exception {RecordFrames.Text(logEvent.Exception)}";
        if (logEvent.TimeUnixNs != (long)(decimal.Parse(seen.GetProperty("created").GetString()!, CultureInfo.InvariantCulture) * 1_000_000_000))
            yield return $"time {logEvent.TimeUnixNs} for {seen.GetProperty("created")}";
        int level = seen.GetProperty("levelno").GetInt32();
        Severity severity = level >= 50 ? Severity.Fatal : level >= 40 ? Severity.Error : level >= 30 ? Severity.Warn
            : level >= 20 ? Severity.Info : level >= 10 ? Severity.Debug : level > 0 ? Severity.Trace : Severity.None;
        if (logEvent.Severity != severity)
            yield return $"severity {logEvent.Severity} for {level}";

        HashSet<string> arrived = [.. logEvent.Fields.Select(Show)];
        HashSet<string> expected = [.. seen.GetProperty("fields").EnumerateArray().Select(Show)];
        foreach (string missing in expected.Except(arrived))
            yield return $"not there: {missing}";
        foreach (string other in arrived.Except(expected))
            yield return $"instead: {other}";
        if (logEvent.Fields.Count != expected.Count)
            yield return $"{logEvent.Fields.Count} fields for {expected.Count}";
    }

    private static string Show(EventField field) =>
        $"{RecordFrames.Text(field.Name)} ({field.Kind.ToString().ToLowerInvariant()}) {RecordFrames.Text(field.Value)}";

    private static string Show(JsonElement field) =>
        $"{RecordFrames.Text(RecordFrames.Text(field[0]))} ({field[1].GetString()}) {RecordFrames.Text(RecordFrames.Text(field[2]))}";
}
