using System.Globalization;

namespace LogHog.Harness.Peers;

/// <summary>loghogd with an <c>[input:python]</c>.</summary>
/// <param name="Loghogd">The program.</param>
/// <param name="Kind">What the figure is called.</param>
/// <param name="Facility">Further lines of its facility.</param>
internal sealed record LogHogPythonPeer(string Loghogd, string Kind, string Facility) : Peer(Kind, "python")
{
    /// <summary>As by default, every attribute in the line and an index; less; and two that write no more than CPython's receiver, and no index.</summary>
    public static LogHogPythonPeer[] All(string loghogd) =>
    [
        new(loghogd, "loghogd", ""),
        new(loghogd, "short fields", "") { Input = "fields = short\n" },
        new(loghogd, "short no index", "index = no\n") { Input = "fields = short\n" },
        new(loghogd, "same line", $"format = python:{CPythonPeer.Format}\nindex = no\n"),
        new(loghogd, "classic", "format = classic\nindex = no\n"),
    ];

    /// <summary>Further lines of its input.</summary>
    public string Input { get; init; } = "";

    public override ServerStart Prepare(string folder, int port) => new LogHogPeer(Loghogd)
    {
        Facilities = $"[*]\nrotate = yearly\nbackup_count = 1\n{Facility}",
        MoreSettings = $"[input:python]\ntcp = 127.0.0.1:{port}\n{Input}",
    }.Prepare(folder, Workplace.FreePort());
}

/// <summary>CPython's own receiver (bench/python_receiver.py): unpickles and handles each record, into a file.</summary>
internal sealed record CPythonPeer(string Python, string Script) : Peer("CPython", "python")
{
    /// <summary>That of the script.</summary>
    public const string Format = "%(asctime)s %(processName)s %(name)s[%(process)d]: %(levelname)s %(message)s";

    public override ServerStart Prepare(string folder, int port)
    {
        string logs = Path.Combine(folder, "logs");
        Directory.CreateDirectory(logs);
        return new ServerStart(Python, [Script, port.ToString(CultureInfo.InvariantCulture), Path.Combine(logs, "all.log")], logs);
    }
}
