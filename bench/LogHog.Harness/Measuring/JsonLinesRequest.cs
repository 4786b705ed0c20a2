using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogHog.LoadGenerator;

namespace LogHog.Harness.Measuring;

/// <summary>
/// One <c>POST /insert/jsonline</c>, encoded once: the corpus' bodies over a number of applications in turn. For each sending only
/// the client's sequence and the markers' numbers are replaced, so the client costs next to nothing.
/// </summary>
internal sealed class JsonLinesRequest
{
    private const int RequestDigits = 10;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _bytes;
    private readonly int _requestAt;
    private readonly int _bodyAt;
    private readonly int[] _markers;
    private readonly int[] _ends;

    /// <param name="port">Of loopback.</param>
    /// <param name="connection">Goes into every marker, and is the client's name.</param>
    /// <param name="events">In one request.</param>
    /// <param name="apps">Applications, and so files, that they are spread over in turn.</param>
    public JsonLinesRequest(int port, int connection, int events, int apps)
    {
        string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        string lines = string.Concat(new Corpus(connection + 1).OfAll(events).Select((message, index) => JsonSerializer.Serialize(
            new { _time = time, app = App(index % apps), module = message.Module, host = message.Host, _msg = message.Body }, Plain) + "\n"));
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /insert/jsonline HTTP/1.1
            Host: 127.0.0.1:{port}
            Content-Type: application/x-ndjson
            Content-Length: {Encoding.UTF8.GetByteCount(lines)}
            X-LogHog-Client: bench-{connection}
            X-LogHog-Sequence: {new string('0', RequestDigits)}


            """).ReplaceLineEndings("\r\n");
        _bytes = Encoding.UTF8.GetBytes(head + lines);
        _bodyAt = head.Length;
        _requestAt = _bodyAt - 4 - RequestDigits;
        (_markers, _ends) = FindMarkers(connection);
        Events = events;
    }

    public int Events { get; }

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_bodyAt);

    public static string App(int number) => string.Create(CultureInfo.InvariantCulture, $"app-{number:D3}");

    /// <summary>The whole request with these numbers; the same memory each time.</summary>
    /// <param name="request">From 1.</param>
    public ReadOnlySpan<byte> Numbered(long request)
    {
        Marker.WriteDigits(_bytes.AsSpan(_requestAt, RequestDigits), request);
        long sequence = (request - 1) * Events;
        for (int index = 0; index < _markers.Length; index++, sequence++)
        {
            Marker.WriteDigits(_bytes.AsSpan(_markers[index] + Marker.SequenceOffset, Marker.SequenceDigits), sequence);
            Marker.WriteDigits(_bytes.AsSpan(_ends[index] - Marker.SequenceDigits, Marker.SequenceDigits), sequence);
        }

        return _bytes;
    }

    /// <summary>Where each line's marker begins and ends: at its first and its last <c>@</c>.</summary>
    private (int[] Starts, int[] Ends) FindMarkers(int connection)
    {
        List<int> starts = [], ends = [];
        for (int line = _bodyAt; line < _bytes.Length;)
        {
            ReadOnlySpan<byte> text = _bytes.AsSpan(line);
            text = text[..(text.IndexOf((byte)'\n') + 1)];
            starts.Add(line + text.IndexOf((byte)'@'));
            ends.Add(line + text.LastIndexOf((byte)'@'));
            Marker.WriteDigits(_bytes.AsSpan(starts[^1] + 1, Marker.ConnectionDigits), connection);
            line += text.Length;
        }

        return ([.. starts], [.. ends]);
    }
}
