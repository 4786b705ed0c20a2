namespace LogHog.Cli.Pushing;

/// <summary>Words for people.</summary>
internal static class PushText
{
    public static string Of(PushOutcome outcome) => outcome switch
    {
        PushOutcome.Accepted => "accepted",
        PushOutcome.Delivered => "delivered",
        PushOutcome.Refused => "REFUSED",
        PushOutcome.Unreachable => "UNREACHABLE",
        PushOutcome.Broken => "BROKEN",
        _ => "unknown",
    };
}
