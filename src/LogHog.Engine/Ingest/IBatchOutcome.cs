using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Ingest;

/// <summary>Who wants to know what became of a batch: an intake that acknowledges.</summary>
internal interface IBatchOutcome
{
    /// <summary>Some of its events are lost; called before <see cref="Settled"/>.</summary>
    void Failed(DropReason reason);

    /// <summary>Every part is in its file, or was given up.</summary>
    void Settled();
}
