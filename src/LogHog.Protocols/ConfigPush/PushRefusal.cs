namespace LogHog.Protocols.ConfigPush;

/// <summary>Why a receiver did not take a pushed configuration, in the order in which it looks.</summary>
public enum PushRefusal
{
    None,
    TooLong,
    Truncated,
    NotAnEnvelope,
    UnknownKey,
    WrongSignature,
    BadBody,
    OtherTarget,
    OtherKind,
    NotYetValid,
    Expired,
    OldVersion,
    BadConfiguration,

    /// <summary>The receiver could not keep the version, or its program failed at taking the configuration.</summary>
    NotKept,
}

/// <summary>The names of refusals: the same words in every receiver's log and answer.</summary>
public static class PushRefusalText
{
    public static string Of(PushRefusal refusal) => refusal switch
    {
        PushRefusal.None => "accepted",
        PushRefusal.TooLong => "too_long",
        PushRefusal.Truncated => "truncated",
        PushRefusal.NotAnEnvelope => "not_signed",
        PushRefusal.UnknownKey => "unknown_key",
        PushRefusal.WrongSignature => "wrong_signature",
        PushRefusal.BadBody => "bad_body",
        PushRefusal.OtherTarget => "other_target",
        PushRefusal.OtherKind => "other_kind",
        PushRefusal.NotYetValid => "not_yet_valid",
        PushRefusal.Expired => "expired",
        PushRefusal.OldVersion => "old_version",
        PushRefusal.BadConfiguration => "bad_configuration",
        _ => "not_kept",
    };
}
