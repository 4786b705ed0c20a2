using System.Text;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Client;

/// <summary>How messages travel.</summary>
public enum LogHogTransport
{
    /// <summary>In order; nothing is lost while the connection lives.</summary>
    Tcp,

    /// <summary>One datagram a message: cheap, and lost without a trace when the network or the server has no room.</summary>
    Udp,
}

/// <summary>Where and how a client sends.</summary>
public sealed record LogHogClientOptions
{
    /// <summary>The application's name, as facilities.conf has it.</summary>
    public required string App { get; init; }

    /// <summary>A name or an address. Of several addresses the first that answers is taken.</summary>
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 5566;

    public LogHogTransport Transport { get; init; } = LogHogTransport.Tcp;

    /// <summary>The host that messages name as theirs; null = none.</summary>
    public string? Hostname { get; init; } = Environment.MachineName;

    /// <summary>The facility's secret; null = unsigned.</summary>
    public string? Secret { get; init; }

    /// <summary>1 for servers of old; 2 cannot be replayed, but must arrive within the server's window (300 s).</summary>
    public int SignatureVersion { get; init; } = 2;

    public string KeyId { get; init; } = LogHogSigning.DefaultKeyId;

    public bool Compress { get; init; }

    /// <summary>
    /// Stamped on every message. A name that the protocol uses itself is refused when the client is made; a message's own
    /// field of the same name goes before.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> StaticFields { get; init; } = [];

    /// <summary>Messages that may wait for the server; more are dropped and counted. 10,000 of 1 KB each are 10 MB.</summary>
    public int QueueLength { get; init; } = 10_000;

    /// <summary>For one attempt to connect, and for one send that makes no progress.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long disposing waits for what is still queued.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal LogHogEncoder CreateEncoder() => new(
        string.IsNullOrEmpty(Secret) ? null : new LogHogSigning(SignatureVersion, Encoding.UTF8.GetBytes(Secret), KeyId),
        Compress);

    /// <exception cref="ArgumentException">An option cannot be used; the message says which.</exception>
    internal static void Validate(LogHogClientOptions options)
    {
        string? wrong = string.IsNullOrEmpty(options.App) ? "App must not be empty."
            : string.IsNullOrEmpty(options.Host) ? "Host must not be empty."
            : options.Port is < 1 or > 65535 ? "Port must be 1 to 65535."
            : options.QueueLength < 1 ? "QueueLength must be 1 or more."
            : options.SignatureVersion is not (1 or 2) ? "SignatureVersion must be 1 or 2."
            : null;
        if (wrong is not null)
            throw new ArgumentException(wrong, nameof(options));
        RefuseStandardKeys(options.StaticFields);
    }

    internal static void RefuseStandardKeys(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        foreach (KeyValuePair<string, object?> field in fields)
        {
            if (LogHogEncoder.IsStandardKey(field.Key))
                throw new ArgumentException($"The field '{field.Key}' would overwrite a standard key.", nameof(fields));
        }
    }
}
