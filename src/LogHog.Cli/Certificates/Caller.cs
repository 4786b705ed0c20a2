using System.Globalization;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>Who called: under sudo, what is made belongs to the user behind it.</summary>
internal static class Caller
{
    /// <summary>Null when it is whoever runs the program.</summary>
    public static FileOwner? Owner() =>
        Environment.IsPrivilegedProcess && Id("SUDO_UID") is { } user && Id("SUDO_GID") is { } group ? new FileOwner(user, group) : null;

    private static uint? Id(string variable) =>
        uint.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out uint id) ? id : null;
}
