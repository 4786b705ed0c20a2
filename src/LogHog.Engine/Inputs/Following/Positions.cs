using System.Text.Json.Serialization;

namespace LogHog.Engine.Inputs.Following;

/// <summary>The file of positions: how far which text was read.</summary>
internal sealed record Positions
{
    public const int VersionNow = 1;

    public int Version { get; init; } = VersionNow;

    /// <summary>The patterns that were followed: files of others are new in another sense.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>For each sender's number in the journal the least sequence that it has not used.</summary>
    public IReadOnlyList<long> Slots { get; init; } = [];

    /// <summary>Oldest first for each path.</summary>
    public IReadOnlyList<Position> Texts { get; init; } = [];

    /// <summary>Texts that were read to their end, newest last.</summary>
    public IReadOnlyList<FinishedText> Finished { get; init; } = [];
}

/// <summary>How far one text was read.</summary>
internal sealed record Position
{
    /// <summary>Under which it is, or was, written.</summary>
    public required string Path { get; init; }

    public ulong Inode { get; init; }

    public long BornNs { get; init; }

    public int FirstBytes { get; init; }

    public string FirstHash { get; init; } = "";

    public long Offset { get; init; }

    public int EndBytes { get; init; }

    public string EndHash { get; init; } = "";

    /// <summary>The greatest length that it was seen to have.</summary>
    public long Length { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>It was not found under its path any more: it was renamed or deleted.</summary>
    public bool IsRenamed { get; init; }

    public int Slot { get; init; }

    public long SequenceBase { get; init; }

    [JsonIgnore]
    public Fingerprint Fingerprint => new(FirstBytes, FirstHash, Offset, EndBytes, EndHash);
}

/// <summary>A text that was read to its end, so that it is not taken for a new one under another name.</summary>
internal sealed record FinishedText(string Path, ulong Inode, long BornNs, int FirstBytes, string FirstHash, long Offset, int EndBytes, string EndHash)
{
    [JsonIgnore]
    public Fingerprint Fingerprint => new(FirstBytes, FirstHash, Offset, EndBytes, EndHash);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Positions))]
internal sealed partial class PositionsJson : JsonSerializerContext;
