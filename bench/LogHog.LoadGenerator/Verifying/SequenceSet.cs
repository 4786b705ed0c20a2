namespace LogHog.LoadGenerator.Verifying;

/// <summary>Which of the messages 0 to <paramref name="count"/> - 1 of a connection were seen; one bit each.</summary>
internal sealed class SequenceSet(long count)
{
    private readonly ulong[] _bits = new ulong[(count + 63) / 64];
    private long _seen;

    public long Missing => count - _seen;

    public bool Holds(long sequence) => sequence >= 0 && sequence < count;

    /// <returns>False if it was there already.</returns>
    public bool Add(long sequence)
    {
        ulong bit = 1UL << (int)(sequence & 63);
        ref ulong word = ref _bits[sequence >> 6];
        if ((word & bit) != 0)
            return false;
        word |= bit;
        _seen++;
        return true;
    }
}
