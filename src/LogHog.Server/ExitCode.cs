namespace LogHog.Server;

/// <summary>How loghogd ends; the numbers of sysexits.h, which systemd and scripts know.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_SOFTWARE: it failed while starting or running.</summary>
    public const int Failure = 70;

    /// <summary>EX_CONFIG: the configuration is wrong.</summary>
    public const int Configuration = 78;
}
