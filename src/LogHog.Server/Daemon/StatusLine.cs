using System.Globalization;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Http;

namespace LogHog.Server.Daemon;

/// <summary>The daemon in one line, as <c>systemctl status</c> shows it.</summary>
internal static class StatusLine
{
    public static string Of(EngineSnapshot snapshot)
    {
        string state = snapshot.IsReady ? "Ready" : $"Not ready: {snapshot.NotReadyBecause}";
        string counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{snapshot.Inputs.Sum(input => input.Stored)} events stored, " +
            $"{snapshot.Inputs.Sum(input => input.Rejected.Values.Sum())} rejected, " +
            $"{snapshot.Inputs.Sum(input => input.Dropped.Values.Sum())} dropped");
        string quarantine = QuarantineText.Summary(snapshot.Quarantined);
        return quarantine.Length == 0 ? $"{state}; {counts}" : $"{state}; {counts}; {quarantine}";
    }
}
