namespace LogHog.Harness.Search;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every runtime, a nanosecond each.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    public int Next(int from, int below) => from + Next(below - from);

    public T Pick<T>(T[] from) => from[Next(from.Length)];

    /// <summary>One of the first ones more often than one of the last: a few paths and people make most of the traffic.</summary>
    public T PickSkewed<T>(T[] from) => from[Math.Min(Next(from.Length), Math.Min(Next(from.Length), Next(from.Length)))];
}
