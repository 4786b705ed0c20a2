namespace LogHog.Protocols;

/// <summary>What a decoder found at the start of what has arrived.</summary>
public enum DecodeStatus : byte
{
    /// <summary>One event; <c>consumed</c> bytes are done with.</summary>
    Event,

    /// <summary>No event is complete yet; what was consumed held none.</summary>
    NeedMore,

    /// <summary>One frame was refused and skipped (<c>consumed</c> bytes); the stream goes on behind it.</summary>
    Rejected,

    /// <summary>The framing is lost: nothing behind this point can be trusted. The stream must be closed.</summary>
    Broken,
}
