namespace LogHog.Engine.Ingest.Inputs;

/// <summary>A protocol over HTTP that has its paths on the HTTP port, and that an <c>[input:NAME]</c> can speak on an address of its own.</summary>
/// <param name="Name">The word for <c>type =</c>; its account on the HTTP port is <c>http_</c> and it.</param>
/// <param name="HttpPort">Of addresses that say none.</param>
public sealed record HttpInputType(string Name, int HttpPort)
{
    /// <summary>Other words for it, by which people know it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Of addresses over TLS that say none; where nobody has given the protocol one, the plain one's.</summary>
    public int HttpsPort { get; init; } = HttpPort;

    /// <summary>For gRPC; 0 = it does not speak that.</summary>
    public int GrpcPort { get; init; }

    /// <summary>The account of what comes by the HTTP port.</summary>
    public string Ledger { get; init; } = $"http_{Name}";
}

/// <summary>The table of protocols over HTTP. A new one is a folder in LogHog.Protocols, an entry here and a file in LogHog.Server/Http/Intake.</summary>
public static class HttpInputTypes
{
    /// <summary>JSON lines, as VictoriaLogs takes them, and plain text for curl. Its account is older than the others.</summary>
    public static readonly HttpInputType Plain = new("http", 5581) { Ledger = "http_jsonline" };

    public static readonly HttpInputType Elastic = new("elastic", 9200) { Aliases = ["elasticsearch"] };

    public static readonly HttpInputType Loki = new("loki", 3100);

    public static readonly HttpInputType Otlp = new("otlp", 4318) { GrpcPort = 4317 };

    public static readonly HttpInputType Splunk = new("splunk", 8088);

    public static readonly HttpInputType Clef = new("clef", 5341) { Aliases = ["seq"] };

    /// <summary>The port next to that of its streams and datagrams, as in Graylog's own documents.</summary>
    public static readonly HttpInputType Gelf = new("gelf", 12202);

    public static readonly HttpInputType Journald = new("journald", 19532);

    public static readonly IReadOnlyList<HttpInputType> All = [Plain, Elastic, Loki, Otlp, Splunk, Clef, Gelf, Journald];

    public static HttpInputType? Find(string word) =>
        All.FirstOrDefault(type => type.Name == word || type.Aliases.Contains(word, StringComparer.Ordinal));
}
