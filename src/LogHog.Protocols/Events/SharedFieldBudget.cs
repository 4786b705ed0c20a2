using System.Runtime.InteropServices;

namespace LogHog.Protocols.Events;

/// <summary>
/// Bounds what a request becomes when fields that it says once (a resource, a stream's labels) stand in each of its events: a small
/// body could else be any amount of text.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct SharedFieldBudget(int bodyBytes)
{
    /// <summary>What each field costs in each event beside its name and value: its place among the fields, and its quotes in the line.</summary>
    public const int FieldBytes = 64;

    // A collector's 30 Kubernetes attributes of 50 bytes on events of 20 bytes are 170 times.
    private const int RatioMax = 256;
    private const int FreeBytes = 16 << 20;

    private long _left = FreeBytes + ((long)RatioMax * bodyBytes);

    /// <returns>False: no further event may have so many.</returns>
    public bool TrySpend(int bytes)
    {
        _left -= bytes;
        return _left >= 0;
    }
}
