namespace LogHog.Protocols.ConfigPush;

/// <summary>Whom a receiver is and whom it believes.</summary>
public sealed record PushTrust
{
    /// <summary>The name of this program among the targets.</summary>
    public required string Target { get; init; }

    public required PushKind Kind { get; init; }

    public required IReadOnlyList<PushKey> Keys { get; init; }

    /// <summary>How far the sender's clock may be before ours.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Names outside of the usual that a dictConfig may use here.</summary>
    public DictConfigAllowance Allow { get; init; } = DictConfigAllowance.Usual;
}

/// <summary>What became of a push.</summary>
/// <param name="Refusal">None: it counts.</param>
/// <param name="Reason">For people; empty when it counts.</param>
/// <param name="Key">The key that the envelope names; not to be believed unless it counts.</param>
/// <param name="Body">Null unless it counts.</param>
public sealed record PushVerdict(PushRefusal Refusal, string Reason, string Key, PushBody? Body)
{
    public bool IsAccepted => Refusal == PushRefusal.None;

    public static PushVerdict Refused(PushRefusal refusal, string reason, string key = "") => new(refusal, reason, key, null);
}

/// <summary>Everything that is asked of a push before it counts, in one place for every receiver. Pure: the clock and the memory are the caller's.</summary>
public static class PushJudge
{
    /// <param name="bytes">What came.</param>
    /// <param name="trust">Whom to believe.</param>
    /// <param name="lastVersion">The last one that counted; 0 = none is remembered.</param>
    /// <param name="issuedFrom">What was issued before is refused: where no version is remembered, the start of the program. Seconds, Unix.</param>
    /// <param name="now">The time, seconds, Unix.</param>
    public static PushVerdict Judge(ReadOnlyMemory<byte> bytes, PushTrust trust, long lastVersion, long issuedFrom, long now)
    {
        PushRefusal refusal = PushEnvelope.Open(bytes, trust.Keys, out PushBody? body, out string key, out string reason);
        if (body is null)
            return PushVerdict.Refused(refusal, reason, key);
        if (body.Target != trust.Target)
            return PushVerdict.Refused(PushRefusal.OtherTarget, $"it is for {body.Target}, this is {trust.Target}", key);
        if (body.Kind != trust.Kind)
            return PushVerdict.Refused(PushRefusal.OtherKind, $"it is {PushEnvelope.NameOf(body.Kind)}, wanted is {PushEnvelope.NameOf(trust.Kind)}", key);
        if (body.IssuedAt > now + (long)trust.ClockSkew.TotalSeconds)
            return PushVerdict.Refused(PushRefusal.NotYetValid, $"it was issued {body.IssuedAt - now} s from now; compare the clocks", key);
        if (body.ExpiresAt <= now || body.ExpiresAt <= body.IssuedAt)
            return PushVerdict.Refused(PushRefusal.Expired, "its time is over; push it again, and compare the clocks", key);
        if (body.Version <= lastVersion)
            return PushVerdict.Refused(PushRefusal.OldVersion, $"version {body.Version} is not above {lastVersion}, which was taken", key);
        if (body.IssuedAt < issuedFrom)
            return PushVerdict.Refused(PushRefusal.OldVersion, "it was issued before this program started, which remembers no version; push it again", key);
        if (body.Kind == PushKind.DictConfig && DictConfigCheck.Check(body.Config, trust.Allow) is { Errors: [var first, ..] })
            return PushVerdict.Refused(PushRefusal.BadConfiguration, first.ToString(), key);
        return new PushVerdict(PushRefusal.None, "", key, body);
    }
}
