using LogHog.Engine.Alerts.State;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>The events of a rule that have the same values in its <c>group_by</c>, and how it stands with them. Times in ns since 1970.</summary>
internal sealed class AlertGroup
{
    public const long Never = 0;
    public const long Forever = long.MaxValue;

    public required byte[] Key { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; }

    public required LineRing Lines { get; init; }

    /// <summary>With <c>threshold</c>.</summary>
    public MatchWindow? Window { get; set; }

    public bool IsFiring { get; set; }

    /// <summary>People know that it fires.</summary>
    public bool IsTold { get; set; }

    /// <summary>Which incident it is, or which notification where nothing lasts: part of a notification's id.</summary>
    public long Number { get; set; }

    /// <summary>Reminders of this incident so far.</summary>
    public int Repeats { get; set; }

    /// <summary>Since when it fires.</summary>
    public long Since { get; set; }

    /// <summary>From when on the condition holds; <see cref="Never"/> = it has not held yet.</summary>
    public long HoldsFrom { get; set; }

    /// <summary>Until when it holds if nothing more comes; then it does not any more.</summary>
    public long HoldsUntil { get; set; }

    /// <summary>With <c>silence</c>: when an event ended it.</summary>
    public long Ended { get; set; }

    public long LastMatch { get; set; }

    public long LastTold { get; set; }

    /// <summary>Not told before this: a silence, or the rule's throttle.</summary>
    public long QuietUntil { get; set; }

    /// <summary>Events of the incident, or those not told yet.</summary>
    public long Count { get; set; }

    /// <summary>Of the first event of those.</summary>
    public string Headline { get; set; } = "";

    public string Message { get; set; } = "";

    public Acknowledgement? Acknowledged { get; set; }

    /// <summary>With <c>new</c>: shapes that are known since its last notification.</summary>
    public List<ulong> Shapes { get; } = [];

    /// <summary>When the rule's queue looks at it next; <see cref="Forever"/> = it is not in there.</summary>
    public long QueuedAt { get; set; } = Forever;

    /// <summary>The newest of the rule's events that stands in the journal already.</summary>
    public long LoggedUntil { get; set; }

    public LinkedListNode<AlertGroup>? Place { get; set; }

    /// <param name="isWhole">For a snapshot: also what is not in the journal.</param>
    public GroupRecord ToRecord(bool isWhole) => new()
    {
        Values = [.. Labels.Select(static label => label.Value)],
        IsFiring = IsFiring,
        IsTold = IsTold,
        Number = Number,
        Repeats = Repeats,
        SinceNs = Since,
        HoldsFromNs = HoldsFrom,
        HoldsUntilNs = HoldsUntil,
        EndedNs = Ended,
        LastMatchNs = LastMatch,
        LastToldNs = LastTold,
        QuietUntilNs = QuietUntil,
        Count = Count,
        Headline = Headline,
        Message = Message,
        Acknowledged = Acknowledged,
        Window = isWhole ? Window?.ToArray() : null,
        Lines = isWhole && Count > 0 ? Lines.ToArray() : null,
    };

    /// <summary>Takes over all but windows and lines.</summary>
    public void Take(GroupRecord record)
    {
        IsFiring = record.IsFiring;
        IsTold = record.IsTold;
        Number = record.Number;
        Repeats = record.Repeats;
        Since = record.SinceNs;
        HoldsFrom = record.HoldsFromNs;
        HoldsUntil = record.HoldsUntilNs;
        Ended = record.EndedNs;
        LastMatch = record.LastMatchNs;
        LastTold = record.LastToldNs;
        QuietUntil = record.QuietUntilNs;
        Count = record.Count;
        Headline = record.Headline;
        Message = record.Message;
        Acknowledged = record.Acknowledged;
    }
}
