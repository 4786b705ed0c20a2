using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Lines;

/// <summary>Random events over the wire into a file, and back by the parser of the standard line.</summary>
public sealed class RandomEventsTests
{
    private const int Count = 5000;

    // The wire's limit for a field's name; the texts also grow as escapes.
    private const int FieldNameCharsMax = 300;

    [Fact]
    public async Task What_was_sent_stands_in_the_file_and_reads_back_as_it_was()
    {
        Random random = SeededRandom.Create();
        List<LogHogMessage> sent = [.. Messages(random)];
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", "[shop]\nrotate = yearly\nbackup_count = 3\n");

        await Peer.SendAllAsync(hog, Frames(sent));

        MetricsText metrics = await hog.SettledAsync(Count);
        Assert.True(metrics.Sum("loghog_events_stored_total") == Count, metrics.Text);
        string file = hog.PathOf("shop/root.log");
        ProgramResult counted = await ExternalProgram.RunAsync("wc", "-l", file);
        Assert.Equal(
            sent.Sum(message => 1 + message.Body.Count(c => c == '\n')),
            int.Parse(counted.Output.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture));
        Assert.Equal(sent.Select(Show), Parse(File.ReadAllBytes(file)));
    }

    private static IEnumerable<LogHogMessage> Messages(Random random)
    {
        var events = new RandomEvents(random);
        for (int i = 0; i < Count; i++)
        {
            string host = Text(events);
            yield return new LogHogMessage
            {
                App = "shop",
                Module = random.Next(3) == 0 ? "" : Text(events),
                TimeUnixNs = random.Next(2) == 0 ? 1_795_173_516_000_000_000 + random.NextInt64(1_000_000_000) : random.NextInt64(long.MinValue, long.MaxValue),
                Hostname = host.Length == 0 ? "h" : host,
                Body = Text(events),
                Fields = [.. Fields(random, events)],
            };
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Fields(Random random, RandomEvents events)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            string name = Text(events);
            if (name.Length <= FieldNameCharsMax && !LogHogEncoder.IsStandardKey(name))
                yield return new(name, random.Next(3) switch { 0 => random.Next() - 1_000_000, 1 => random.Next(2) == 0, _ => Text(events) });
        }
    }

    private static byte[] Frames(List<LogHogMessage> messages)
    {
        using var encoder = new LogHogEncoder();
        var frames = new ArrayBufferWriter<byte>();
        messages.ForEach(message => encoder.Encode(message, frames));
        return frames.WrittenSpan.ToArray();
    }

    private static List<string> Parse(byte[] content)
    {
        var parser = new StandardLineParser();
        var read = new LogEvent();
        var context = new LineContext("shop"u8.ToArray());
        List<string> events = [];
        for (ReadOnlyMemory<byte> rest = content; rest.Length > 0;)
        {
            int length = EventLines.NextLength(rest.Span, isEnd: true);
            Assert.True(parser.TryParse(rest[..length], context, read), Encoding.UTF8.GetString(rest.Span[..length]));
            events.Add(Show(
                read.TimeUnixNs, Chars(read.Module.Span), Chars(read.Host.Span), Chars(read.Body.Span),
                read.Fields.Select(field => $"{field.Kind} {Chars(field.Name.Span)}={Chars(field.Value.Span)}")));
            rest = rest[length..];
        }

        return events;
    }

    private static string Show(LogHogMessage message) => Show(
        message.TimeUnixNs, ModuleName.Normalize(message.Module), message.Hostname!, message.Body,
        message.Fields.Select(field => field.Value switch
        {
            bool flag => $"Bool {field.Key}={(flag ? "true" : "false")}",
            int number => $"Number {field.Key}={number.ToString(CultureInfo.InvariantCulture)}",
            _ => $"Text {field.Key}={field.Value}",
        }));

    /// <summary>All ASCII, so that a failure shows the odd characters.</summary>
    private static string Show(long timeUnixNs, string module, string host, string body, IEnumerable<string> fields)
    {
        var shown = new StringBuilder();
        foreach (char c in $"{timeUnixNs} [{host}] [{module}] [{body}] {string.Join(" ; ", fields)}")
            shown.Append(c is >= ' ' and < '\u007f' ? c.ToString() : $"<{(int)c:x4}>");
        return shown.ToString();
    }

    private static string Text(RandomEvents events) => Chars(events.Text());

    /// <summary>WTF-8 as UTF-16: a surrogate's three bytes are that surrogate.</summary>
    private static string Chars(ReadOnlySpan<byte> text)
    {
        var chars = new StringBuilder(text.Length);
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf8(text, out Rune rune, out int bytes) == OperationStatus.Done)
            {
                chars.Append(rune.ToString());
            }
            else
            {
                bytes = 3;
                chars.Append((char)(((text[0] & 0x0f) << 12) | ((text[1] & 0x3f) << 6) | (text[2] & 0x3f)));
            }

            text = text[bytes..];
        }

        return chars.ToString();
    }
}
