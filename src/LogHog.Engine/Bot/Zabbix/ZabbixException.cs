namespace LogHog.Engine.Bot.Zabbix;

/// <summary>Why Zabbix gives no answer. Each name is a value of the metric label <c>reason</c>.</summary>
public enum ZabbixFailureKind
{
    /// <summary>There is no connection, or it was cut.</summary>
    Unreachable,

    /// <summary>It took longer than it may.</summary>
    Timeout,

    /// <summary>It does not know us, or we may not ask this.</summary>
    NotAllowed,

    /// <summary>It knows the question and says no.</summary>
    Refused,

    /// <summary>What answers is no Zabbix, or says more than it may.</summary>
    BadAnswer,
}

/// <summary>Zabbix gave no answer; the message is for people, and no secret is in it.</summary>
public sealed class ZabbixException : Exception
{
    public ZabbixException(ZabbixFailureKind kind, string message, Exception? cause = null)
        : base(message, cause) => Kind = kind;

    public ZabbixFailureKind Kind { get; }

    /// <summary>A session that has ended: sign in again.</summary>
    internal bool IsSessionOver { get; init; }
}
