using System.Globalization;

namespace LogHog.Harness.Peers;

/// <summary>loghogd with an <c>[input:python]</c>.</summary>
/// <param name="Loghogd">The program.</param>
/// <param name="KeepsAll">
/// As by default: every attribute in the line, and an index. Else what CPython's receiver does: a line of time and message, no index.
/// </param>
internal sealed record LogHogPythonPeer(string Loghogd, bool KeepsAll) : Peer(KeepsAll ? "loghogd" : "loghogd classic", "python")
{
    public override ServerStart Prepare(string folder, int port)
    {
        string facility = KeepsAll ? "" : "format = classic\nindex = no\n";
        return new LogHogPeer(Loghogd)
        {
            Facilities = $"[*]\nrotate = yearly\nbackup_count = 1\n{facility}",
            MoreSettings = $"[input:python]\ntcp = 127.0.0.1:{port}\n",
        }.Prepare(folder, Workplace.FreePort());
    }
}

/// <summary>CPython's own receiver (bench/python_receiver.py): unpickles and handles each record, into a file.</summary>
internal sealed record CPythonPeer(string Python, string Script) : Peer("CPython", "python")
{
    public override ServerStart Prepare(string folder, int port)
    {
        string logs = Path.Combine(folder, "logs");
        Directory.CreateDirectory(logs);
        return new ServerStart(Python, [Script, port.ToString(CultureInfo.InvariantCulture), Path.Combine(logs, "all.log")], logs);
    }
}
