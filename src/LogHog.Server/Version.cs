using System.Reflection;

namespace LogHog.Server;

internal static class Version
{
    /// <summary>As <c>--version</c> prints it.</summary>
    public static string Text { get; } = typeof(Version).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
