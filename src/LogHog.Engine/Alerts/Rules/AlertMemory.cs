namespace LogHog.Engine.Alerts.Rules;

/// <summary>What all rules together may remember. Where it is used up, what is new is not remembered, and counted.</summary>
internal sealed class AlertMemory(long bytesMax = AlertMemory.BytesMaxDefault)
{
    // A hundred thousand groups with their windows and lines.
    public const long BytesMaxDefault = 64L << 20;

    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= bytesMax)
            return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
