namespace LogHog.Engine.Ingest.Inputs;

/// <summary>Counts open connections against a limit, and against that of all inputs together.</summary>
/// <param name="connectionsMax">Open at once.</param>
/// <param name="all">Of all inputs; null = this is that one, or there is none.</param>
internal sealed class ConnectionGate(int connectionsMax, ConnectionGate? all = null)
{
    private int _open;
    private long _refused;

    /// <summary>Those for which there was no room here.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <returns>False: there are as many as may be. True: to be followed by <see cref="Leave"/>.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) > connectionsMax)
        {
            Interlocked.Decrement(ref _open);
            Interlocked.Increment(ref _refused);
            return false;
        }

        if (all?.TryEnter() != false)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _open);
        all?.Leave();
    }
}
