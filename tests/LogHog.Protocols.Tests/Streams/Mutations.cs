using System.Globalization;
using LogHog.Protocols.Events;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.Streams;

/// <summary>
/// Damaged inputs: 100,000 in <c>./test</c>, 10 million with <c>LOGHOG_TORTURE=1</c>, any other number with <c>LOGHOG_TORTURE_COUNT</c>
/// (docs/reliability.md). What they cost in time is for <c>bench/run micro hostile</c>.
/// </summary>
internal static class Mutations
{
    public static int Rounds { get; } = Environment.GetEnvironmentVariable("LOGHOG_TORTURE_COUNT") is { } count ? int.Parse(count, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("LOGHOG_TORTURE") == "1" ? 10_000_000
        : 100_000;

    /// <summary>What an input may cost: 16 bytes for each of its own and 64 KiB.</summary>
    public static long BytesMax(int inputBytes) => (16L * inputBytes) + (64 << 10);

    /// <summary>Sends damaged copies of the samples: no exception, and no more memory than <see cref="BytesMax"/>.</summary>
    public static void Run(byte[][] samples, byte[] tokens, Action<byte[]> take, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        Random random = SeededRandom.Create(test);
        foreach (byte[] sample in samples)
            take(sample);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = Damage(samples[random.Next(samples.Length)], tokens, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            take(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > BytesMax(input.Length))
                Assert.Fail($"{allocated} bytes for {Convert.ToHexString(input)}");
        }
    }

    /// <summary>The same for a stream: also what is split anywhere comes to the same end.</summary>
    public static void RunStream(
        byte[][] samples, byte[] tokens, IEventDecoder decoder, Func<ProtocolSession>? createSession, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        LogEvent logEvent = new();
        Run(samples, tokens, input => Drain(input, decoder, createSession?.Invoke(), logEvent), test);
    }

    /// <summary>Whole = split at every byte.</summary>
    public static void AssertSplitsDoNotMatter(byte[] conversation, Func<IEventDecoder> createDecoder, Func<ProtocolSession>? createSession)
    {
        MemoryConnection whole = new MemoryConnection(createDecoder(), createSession?.Invoke()).Send(conversation);
        Assert.NotEmpty(whole.Seen);
        for (int split = 1; split < conversation.Length; split++)
        {
            MemoryConnection pieces = new MemoryConnection(createDecoder(), createSession?.Invoke())
                .Send(conversation.AsSpan(0, split)).Send(conversation.AsSpan(split));
            Assert.Equal(whole.Seen, pieces.Seen);
            Assert.Equal(whole.Answers, pieces.Answers);
        }

        MemoryConnection single = new(createDecoder(), createSession?.Invoke());
        foreach (byte one in conversation)
            single.Send([one]);
        Assert.Equal(whole.Seen, single.Seen);
        Assert.Equal(whole.Answers, single.Answers);
    }

    private static void Drain(ReadOnlyMemory<byte> rest, IEventDecoder decoder, ProtocolSession? session, LogEvent logEvent)
    {
        if (decoder is ISessionDecoder sessions)
            sessions.Session = session;
        while (true)
        {
            DecodeStatus status = decoder.Decode(rest, logEvent, out int consumed, out _);
            rest = rest[consumed..];
            if (status is DecodeStatus.Broken or DecodeStatus.NeedMore || session?.IsOver == true)
                break;
        }

        if (session?.TakeAnswers().Array is { Length: > 0 } answers)
            System.Buffers.ArrayPool<byte>.Shared.Return(answers);
    }

    /// <summary>A copy with up to five changes.</summary>
    public static byte[] Damage(byte[] sample, byte[] tokens, Random random)
    {
        byte[] input = (byte[])sample.Clone();
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            int at = random.Next(input.Length);
            switch (random.Next(8))
            {
                case 0:
                    input[at] = (byte)random.Next(256);
                    break;
                case 1:
                    input[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when input.Length > 2:
                    input = input[..at].Length > 0 ? input[..at] : input;
                    break;
                case 3:
                    input = [.. input[..at], .. sample.AsSpan(random.Next(sample.Length)), .. input[at..]];
                    break;
                case 4:
                    input = [.. input[..at], .. input[Math.Min(input.Length, at + random.Next(1, 9))..]];
                    if (input.Length == 0)
                        input = (byte[])sample.Clone();
                    break;
                default:
                    input[at] = tokens[random.Next(tokens.Length)];
                    break;
            }
        }

        return input;
    }
}
