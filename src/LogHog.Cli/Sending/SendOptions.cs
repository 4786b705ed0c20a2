namespace LogHog.Cli.Sending;

/// <summary>The command line of <c>loghog send</c>, checked.</summary>
internal sealed record SendOptions
{
    public required string App { get; init; }

    public string Module { get; init; } = "";

    public string? Host { get; init; }

    public required ServerAddress Server { get; init; }

    public bool Udp { get; init; }

    /// <summary>Null = unsigned.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>1 or 2.</summary>
    public int SignatureVersion { get; init; } = 1;

    public IReadOnlyList<KeyValuePair<string, object?>> Fields { get; init; } = [];

    /// <summary>Null = standard input.</summary>
    public string? Message { get; init; }

    /// <summary>All of standard input is one message, not each line.</summary>
    public bool Multiline { get; init; }
}

/// <summary>What was typed is wrong; the message says what to type instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
