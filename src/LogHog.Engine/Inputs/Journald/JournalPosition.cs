using System.Text.Json.Serialization;

namespace LogHog.Engine.Inputs.Journald;

/// <summary>
/// How far the journal was read. It is written before a batch is stored: whether the batch then was, its sequence in LogHog's own journal
/// tells.
/// </summary>
internal sealed record JournalPosition
{
    /// <summary>The batch's number.</summary>
    public long Sequence { get; init; }

    /// <summary>Cursor of the batch's last entry; empty = none was read.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Cursor of the last entry before the batch; empty = there was none.</summary>
    public string Before { get; init; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(JournalPosition))]
internal sealed partial class JournalPositionJson : JsonSerializerContext;
