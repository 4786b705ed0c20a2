namespace LogHog.LoadGenerator.Frames;

/// <summary>Frames that lie back to back in <paramref name="Bytes"/>, which stays the source's property.</summary>
/// <param name="Bytes">The memory.</param>
/// <param name="Starts">Where each frame of that memory starts, and as the last entry where they end.</param>
/// <param name="First">The first frame of the run.</param>
/// <param name="Count">How many frames.</param>
internal readonly record struct FrameRun(byte[] Bytes, int[] Starts, int First, int Count)
{
    public ReadOnlySpan<byte> All => Bytes.AsSpan(Starts[First]..Starts[First + Count]);
}

/// <summary>Where a connection's next frames come from. Used by one thread.</summary>
internal interface IFrameSource
{
    /// <summary>The next frames, at most <paramref name="wanted"/>, at least one; valid until the next call.</summary>
    FrameRun Next(Connection connection, int wanted);
}

/// <summary>A connection's place in the numbering.</summary>
internal sealed class Connection(int id, long firstSequence)
{
    public int Id { get; } = id;

    public long FirstSequence { get; } = firstSequence;

    /// <summary>How many messages have been handed to the kernel.</summary>
    public long Sent { get; set; }
}
