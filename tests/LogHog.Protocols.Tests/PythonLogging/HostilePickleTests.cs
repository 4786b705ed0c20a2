using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.Protocols.Tests.Streams;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Whatever a pickle says, it is read or refused, within its memory, and the next record arrives.</summary>
public sealed class HostilePickleTests
{
    private static readonly byte[] Good = Pickles.Record("K\u0001");

    private static readonly byte[] PickleTokens = [.. "(.012FIJKLMNPQRSTUVXabc}deghijl]opqrst)uGBC\n\0\u0001"u8, .. Enumerable.Range(0x80, 0x20).Select(static opcode => (byte)opcode)];

    [Fact]
    public void The_corpus_is_large() => Assert.InRange(HostilePickles.All().Count(), 10_000, 100_000);

    [Fact]
    public void Each_is_answered_within_its_memory_and_the_next_record_arrives()
    {
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        int events = 0;
        foreach (HostilePickle hostile in HostilePickles.All())
        {
            events += Check(decoder, hostile, logEvent) == DecodeStatus.Event ? 1 : 0;
            DecodeStatus next = decoder.Decode(Good, logEvent, out int consumed, out _);
            Assert.True(next == DecodeStatus.Event && consumed == Good.Length, hostile.Name);
        }

        // Exploits in a record are a record: the call is shown.
        Assert.InRange(events, 1_000, 50_000);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(10_000)]
    [InlineData(65_536)]
    [InlineData(500_000)]
    public void A_bomb_of_any_size_is_answered_within_its_memory(int bytes)
    {
        var decoder = new PythonLoggingDecoder();
        foreach (HostilePickle hostile in HostilePickles.Bombs(bytes))
            Check(decoder, hostile, new LogEvent());
    }

    [Fact]
    public void Random_bytes_are_answered()
    {
        Random random = SeededRandom.Create();
        var decoder = new PythonLoggingDecoder();
        byte[] pickle = new byte[256];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(pickle);
            Check(decoder, new HostilePickle("random", pickle[..random.Next(1, pickle.Length)]), new LogEvent());
        }
    }

    [Fact]
    public void Damaged_records_do_no_harm()
    {
        // The pool's arrays are made at their first use, and may be made again after a collection.
        const int poolBytes = 64 << 10;
        Random random = SeededRandom.Create();
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        HostilePickle[] samples = [.. HostilePickles.EveryOpcodeEverywhere(), .. HostilePickles.Exploited("/tmp/loghog-canary"), .. HostilePickles.Lengths()];
        for (int round = 0; round < Mutations.Rounds; round++)
        {
            byte[] pickle = Mutations.Damage(samples[random.Next(samples.Length)].Pickle, PickleTokens, random);
            byte[] frame = Pickles.Frame(pickle);
            long before = GC.GetAllocatedBytesForCurrentThread();
            DecodeStatus status = decoder.Decode(frame, logEvent, out int consumed, out RejectReason reason);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Mutations.BytesMax(pickle.Length) + poolBytes || decoder.PeakBytes > Mutations.BytesMax(pickle.Length))
                Assert.Fail($"{allocated} allocated, {decoder.PeakBytes} held for {Convert.ToHexString(pickle)}");
            Assert.True(status is DecodeStatus.Event or DecodeStatus.Rejected && (status == DecodeStatus.Event) == (reason == RejectReason.None) && consumed == frame.Length);
        }
    }

    [Fact]
    public void An_exploit_is_shown_as_what_it_would_have_called()
    {
        Assert.Equal("<os.system('rm -rf /')>", Pickles.Show("cos\nsystem\nX\b\0\0\0rm -rf /\u0085R"));
        Assert.Equal("<builtins.eval('1')>", Pickles.Show("c__builtin__\neval\nX\u0001\0\0\01\u0085R"));
        Assert.Equal("<logging.FileHandler('/etc/passwd')>", Pickles.Show("\u008C\u0007logging\u008C\u000BFileHandler\u0093X\u000B\0\0\0/etc/passwd\u0085R"));
    }

    private static DecodeStatus Check(PythonLoggingDecoder decoder, HostilePickle hostile, LogEvent logEvent)
    {
        byte[] frame = hostile.Frame;
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeStatus status = decoder.Decode(frame, logEvent, out int consumed, out RejectReason reason);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(status is DecodeStatus.Event or DecodeStatus.Rejected, hostile.Name);
        Assert.True((status == DecodeStatus.Event) == (reason == RejectReason.None), hostile.Name);
        Assert.True(consumed == frame.Length, hostile.Name);
        long bytesMax = (16L * hostile.Pickle.Length) + (64 * 1024);
        Assert.True(decoder.PeakBytes <= bytesMax, $"{hostile.Name} of {hostile.Pickle.Length} held {decoder.PeakBytes}");
        // The pool's arrays are made at their first use; those are in both figures.
        Assert.True(allocated <= bytesMax + (64 * 1024), $"{hostile.Name} of {hostile.Pickle.Length} allocated {allocated}");
        return status;
    }
}
