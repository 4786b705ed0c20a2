namespace LogHog.Server.Daemon;

/// <summary>The daemon cannot start; the message is one line for a person and says what to do. Leads to <see cref="ExitCode"/>.</summary>
internal sealed class StartFailure : Exception
{
    public StartFailure(string message)
        : base(message)
    {
    }

    public StartFailure(string message, Exception cause)
        : base(message, cause)
    {
    }

    public int Code { get; init; } = ExitCode.Failure;
}
