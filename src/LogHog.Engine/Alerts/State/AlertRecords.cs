using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace LogHog.Engine.Alerts.State;

/// <summary>A group of a rule, as it is kept on disk. Times are nanoseconds since 1970; 0 = never.</summary>
internal sealed record GroupRecord
{
    /// <summary>The values of the rule's <c>group_by</c>, in its order.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public bool IsFiring { get; init; }

    public bool IsTold { get; init; }

    public long Number { get; init; }

    public int Repeats { get; init; }

    public long SinceNs { get; init; }

    public long HoldsFromNs { get; init; }

    public long HoldsUntilNs { get; init; }

    public long EndedNs { get; init; }

    public long LastMatchNs { get; init; }

    public long LastToldNs { get; init; }

    public long QuietUntilNs { get; init; }

    public long Count { get; init; }

    public string Headline { get; init; } = "";

    public string Message { get; init; } = "";

    public Acknowledgement? Acknowledged { get; init; }

    /// <summary>In snapshots only: the moments of the newest matches, oldest first.</summary>
    public long[]? Window { get; init; }

    /// <summary>In snapshots only.</summary>
    public string[]? Lines { get; init; }
}

/// <summary>An event that a rule has found: what tells it from others, and when it was looked at.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeenEvent(ulong Hash, long AtNs);

/// <summary>What was too much to be told one by one, until it is told together.</summary>
internal sealed record OverflowRecord(long Notifications, long Events, long DueNs, long Number);

/// <summary>All that a rule remembers.</summary>
internal sealed record RuleRecord
{
    public required string Rule { get; init; }

    /// <summary>Groups of another kind or by other fields are not those of the rule any more.</summary>
    public required string Shape { get; init; }

    public long CreatedNs { get; init; }

    public long WithinNs { get; init; }

    public long Matches { get; init; }

    public long Notifications { get; init; }

    public long RateNs { get; init; }

    public OverflowRecord? Overflow { get; init; }

    public ulong[] Shapes { get; init; } = [];

    public SeenEvent[] Recent { get; init; } = [];

    public GroupRecord[] Groups { get; init; } = [];
}

/// <summary>One line of the journal: something has happened to a group, and perhaps people are to be told.</summary>
internal sealed record AlertRecord
{
    public string Rule { get; init; } = "";

    public string Shape { get; init; } = "";

    public GroupRecord? Group { get; init; }

    public SeenEvent[]? Events { get; init; }

    /// <summary>Shapes that are known from now on.</summary>
    public ulong[]? NewShapes { get; init; }

    /// <summary>Notifications of the rule so far.</summary>
    public long Told { get; init; }

    public long RateNs { get; init; }

    public OverflowRecord? Overflow { get; init; }

    public AlertHistoryEntry? History { get; init; }

    public Notification? Notification { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The notification with this id is with its channels.</summary>
    public string? Done { get; init; }

    public AlertSilence? Silence { get; init; }

    public string? SilenceRemoved { get; init; }

    /// <summary>Of the clock on the wall, by which its moments are; the others' clock is that of the start.</summary>
    public long SetByNs { get; init; }
}

/// <summary>A notification that is not yet with all of its channels.</summary>
internal sealed record OutgoingRecord(Notification Notification, IReadOnlyList<string> Channels);

/// <summary>Everything at one moment.</summary>
internal sealed record AlertSnapshot
{
    /// <summary>The journal that goes on from here has this number in its name.</summary>
    public long Generation { get; init; }

    /// <summary>Of the ids of notifications: another state may use the same numbers again.</summary>
    public string Epoch { get; init; } = "";

    public long AtNs { get; init; }

    /// <summary>By so much the clock on the wall was ahead of that by then.</summary>
    public long SetByNs { get; init; }

    /// <summary>Nothing was taken in after it, before the process ended.</summary>
    public bool IsClean { get; init; }

    public RuleRecord[] Rules { get; init; } = [];

    public AlertSilence[] Silences { get; init; } = [];

    public AlertHistoryEntry[] History { get; init; } = [];

    public OutgoingRecord[] Outgoing { get; init; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlertSnapshot))]
[JsonSerializable(typeof(AlertRecord))]
internal sealed partial class AlertJson : JsonSerializerContext;
