using System.Text.Json.Serialization;

namespace LogHog.Engine.Inputs.Following;

/// <summary>The file of positions: how far which text was read.</summary>
internal sealed record Positions
{
    public const int VersionNow = 1;

    public int Version { get; init; } = VersionNow;

    /// <summary>The patterns that were followed: files of others are new in another sense.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>When it was looked last which files there are.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>For each sender's number in the journal the least sequence that it has not used.</summary>
    public IReadOnlyList<long> Slots { get; init; } = [];

    /// <summary>Oldest first for each path.</summary>
    public IReadOnlyList<Position> Texts { get; init; } = [];

    /// <summary>Texts that are no longer followed, newest last.</summary>
    public IReadOnlyList<FinishedText> Finished { get; init; } = [];

    /// <summary>Copies that lie beside followed files.</summary>
    public IReadOnlyList<PassedFile> Passed { get; init; } = [];

    /// <summary>What was lost so far: a crash must not make it be counted twice or forgotten.</summary>
    public LostCounts Lost { get; init; } = new(0, 0, 0);
}

/// <summary>How far one text was read.</summary>
internal sealed record Position
{
    /// <summary>Under which it is, or was, written.</summary>
    public required string Path { get; init; }

    public ulong Inode { get; init; }

    public long BornNs { get; init; }

    /// <summary>Its first bytes.</summary>
    public byte[] First { get; init; } = [];

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
    public Fingerprint Fingerprint => new(First, Offset, EndBytes, EndHash);
}

/// <summary>A text that is no longer followed, so that it is not taken for a new one under another name.</summary>
internal sealed record FinishedText(string Path, byte[] First, long Offset, int EndBytes, string EndHash)
{
    /// <summary>When it changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    [JsonIgnore]
    public Fingerprint Fingerprint => new(First, Offset, EndBytes, EndHash);
}

/// <summary>What could not be read before it was gone.</summary>
/// <param name="Files">That were nowhere to be found.</param>
/// <param name="GoneBytes">That were seen in them.</param>
/// <param name="CutBytes">That were seen in files before they were cut off.</param>
internal sealed record LostCounts(long Files, long GoneBytes, long CutBytes);

/// <summary>A file that is not followed though a pattern means it: a copy of one that is.</summary>
internal sealed record PassedFile(ulong Inode, long BornNs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Positions))]
internal sealed partial class PositionsJson : JsonSerializerContext;
