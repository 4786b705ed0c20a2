using LogHog.Protocols.Syslog;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.Syslog;

/// <summary>Messages as many kinds of senders write them, with what must be found in them: tests/Corpus/syslog.</summary>
public sealed class SyslogCorpusTests
{
    [Fact]
    public void There_are_a_thousand_messages_of_a_hundred_senders()
    {
        Assert.True(CorpusMessage.All.Count >= 1000, $"{CorpusMessage.All.Count}");
        Assert.True(CorpusMessage.All.DistinctBy(static one => one.Sender).Count() >= 100);
    }

    [Fact]
    public void Each_message_becomes_the_event_that_its_parts_say()
    {
        var parsers = new Dictionary<string, SyslogMessageParser>();
        List<string> wrong = [];
        foreach (CorpusMessage message in CorpusMessage.All)
        {
            if (!parsers.TryGetValue(message.Zone, out SyslogMessageParser? parser))
                parsers.Add(message.Zone, parser = new SyslogMessageParser(new SyslogOptions { Zone = TimeZoneInfo.FindSystemTimeZoneById(message.Zone) }));
            string found = message.Read(parser);
            if (found != message.Expected)
                wrong.Add($"{message.Sender}: {System.Text.Encoding.Latin1.GetString(message.Bytes)}\n--- expected\n{message.Expected}\n--- found\n{found}\n");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {CorpusMessage.All.Count}\n{string.Join('\n', wrong.DistinctBy(static one => one[..20]).Take(40))}");
    }

    [Fact]
    public async Task The_corpus_is_what_its_generator_writes()
    {
        ProgramResult written = await ExternalProgram.RunAsync("python3", Path.Combine(CorpusMessage.Folder, "generate.py"));
        Assert.True(written.ExitCode == 0, written.Errors);
        Assert.True(written.Output == await File.ReadAllTextAsync(Path.Combine(CorpusMessage.Folder, "messages.jsonl"), TestContext.Current.CancellationToken));
    }
}
