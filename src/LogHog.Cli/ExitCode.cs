namespace LogHog.Cli;

/// <summary>How loghog ends, the same for every command.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It worked, and what was found is not well.</summary>
    public const int Trouble = 1;

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The server does not allow it: the token is missing, wrong, or for something else.</summary>
    public const int NotAllowed = 3;

    /// <summary>The server is not there, or went away.</summary>
    public const int Unreachable = 4;

    /// <summary>There is an answer, but not everything could be read.</summary>
    public const int Partial = 5;

    /// <summary>Control-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
