using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;
using System.Globalization;

namespace LogHog.Engine.Search;

/// <summary>
/// Events as rows: <c>_time</c>, <c>_msg</c>, <c>_stream</c>, <c>_stream_id</c>, <c>app</c>, <c>module</c>, <c>host</c>, <c>level</c>,
/// <c>exception</c>, <c>trace_id</c>, <c>span_id</c>, <c>received</c>, and the event's fields. Where a field has one of these names,
/// or a name that came before, the first counts. What is empty has no field.
/// </summary>
internal sealed class EventRows(NeededFields needed)
{
    /// <summary>Names of fields are few; hostile ones are many, and are made anew each time.</summary>
    private const int NamesMax = 10_000;

    private static readonly byte[][] Levels =
        [.. Enumerable.Range(0, 25).Select(number => Utf8.Encode(number == 0 ? "" : ((Severity)number).ToString().ToLowerInvariant()))];

    private readonly Dictionary<byte[], string> _names = new(ByteComparer.Instance);
    private readonly ByteText _streamText = new();
    private byte[] _stream = [];
    private byte[] _streamId = [];

    /// <summary>Fills the row; its values are borrowed from the event.</summary>
    public void Fill(Row row, LogEvent logEvent)
    {
        row.Clear();
        row.Add("_time", Utf8.Encode(Timestamps.Format(logEvent.TimeUnixNs)));
        if (needed.Needs("_stream") || needed.Needs("_stream_id"))
        {
            MakeStream(logEvent);
            Add(row, "_stream", _stream);
            Add(row, "_stream_id", _streamId);
        }

        Add(row, "_msg", logEvent.Body);
        Add(row, "app", logEvent.App);
        Add(row, "host", logEvent.Host);
        Add(row, "module", logEvent.Module);
        Add(row, "level", Levels[Math.Min((int)logEvent.Severity, Levels.Length - 1)]);
        Add(row, "exception", logEvent.Exception);
        if (logEvent.TraceId != UInt128.Zero)
            Add(row, "trace_id", Utf8.Encode(logEvent.TraceId.ToString("x32", CultureInfo.InvariantCulture)));
        if (logEvent.SpanId != 0)
            Add(row, "span_id", Utf8.Encode(logEvent.SpanId.ToString("x16", CultureInfo.InvariantCulture)));
        if (logEvent.ReceivedUnixNs != 0)
            Add(row, "received", Utf8.Encode(Timestamps.Format(logEvent.ReceivedUnixNs)));
        foreach (EventField field in logEvent.Fields)
            AddField(row, Name(field.Name.Span), field.Value);
    }

    private void Add(Row row, string name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty && needed.Needs(name))
            row.Add(name, value);
    }

    private void AddField(Row row, string name, ReadOnlyMemory<byte> value)
    {
        // The file's place says these, so that a field of the sender's cannot take part in what a name or a token allows.
        if (name is "app" or "host" or "module" or "_stream" or "_stream_id" or "_time" or "_msg" || row.IndexOf(name) >= 0)
            return;
        Add(row, name, value);
    }

    private string Name(ReadOnlySpan<byte> name)
    {
        if (_names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out string? known))
            return known;
        string made = Utf8.Decode(name);
        if (_names.Count < NamesMax)
            _names.Add(name.ToArray(), made);
        return made;
    }

    private void MakeStream(LogEvent logEvent)
    {
        _streamText.Clear().Add((byte)'{');
        AddLabel("app", logEvent.App.Span);
        AddLabel("host", logEvent.Host.Span);
        AddLabel("module", logEvent.Module.Span);
        _streamText.Add((byte)'}');
        if (_streamText.Span.SequenceEqual(_stream))
            return;
        _stream = _streamText.ToArray();
        // VictoriaLogs' form: sixteen digits of the tenant, of which there is one here, and 128 bits of the stream's hash.
        ulong low = XxHash64.Hash(_stream);
        ulong high = XxHash64.Hash(_streamText.Add((byte)'+').Span);
        _streamId = Utf8.Encode(string.Create(CultureInfo.InvariantCulture, $"{0:x16}{high:x16}{low:x16}"));
    }

    private void AddLabel(string name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        JsonText.Separate(_streamText);
        _streamText.Add(name).Add((byte)'=');
        JsonText.AddString(_streamText, value);
    }
}
