using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Ingest;

/// <summary>
/// All that a connection needs while it has bytes to work on, and not a moment longer: an idle connection holds none of
/// it. Lent by <see cref="WorkspacePool"/>.
/// </summary>
internal sealed class IngestWorkspace(IEventDecoder decoder, EventRouter router)
{
    // One receive takes what the kernel has gathered for a fast sender; more costs memory and brings nothing measurable.
    public const int InputBytes = 128 * 1024;

    public byte[] Input { get; private set; } = new byte[InputBytes];

    public IEventDecoder Decoder => decoder;

    public EventRouter Router => router;

    public LogEvent Event { get; } = new();

    /// <summary>Makes room for a frame of this many bytes behind what is there.</summary>
    public void Grow(int bytes)
    {
        if (Input.Length >= bytes)
            return;
        byte[] larger = new byte[bytes];
        Input.CopyTo(larger, 0);
        Input = larger;
    }

    /// <summary>Forgets the room that a single large frame needed.</summary>
    public void Shrink()
    {
        if (Input.Length > InputBytes)
            Input = new byte[InputBytes];
    }
}
