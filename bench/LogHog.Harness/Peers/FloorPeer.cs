using System.Globalization;

namespace LogHog.Harness.Peers;

/// <summary>bench/floor.c: receives and writes, and does nothing else.</summary>
internal sealed record FloorPeer(string Program) : Peer("C floor", "rfc5424")
{
    public override ServerStart Prepare(string folder, int port)
    {
        string logs = Path.Combine(folder, "logs");
        Directory.CreateDirectory(logs);
        return new ServerStart(Program, [port.ToString(CultureInfo.InvariantCulture), Path.Combine(logs, "all.log")], logs);
    }
}
