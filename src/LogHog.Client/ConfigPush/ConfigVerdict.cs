using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>What a <c>Verify</c> callback says about received bytes.</summary>
/// <param name="Config">The configuration to use, a dictConfig as JSON in UTF-8; null = discard.</param>
/// <param name="Status">A word for programs.</param>
/// <param name="Reason">A sentence for people; the sender sees it, too.</param>
public sealed record ConfigVerdict(ReadOnlyMemory<byte>? Config, string Status, string Reason)
{
    public bool IsAccepted => Config is not null;

    public static ConfigVerdict Accept(ReadOnlyMemory<byte> config, string reason = "") => new(config, "accepted", reason);

    public static ConfigVerdict Refuse(string reason, string status = "refused") => new(null, status, reason);

    internal static ConfigVerdict Refuse(PushRefusal refusal, string reason) => Refuse(reason, PushRefusalText.Of(refusal));
}
