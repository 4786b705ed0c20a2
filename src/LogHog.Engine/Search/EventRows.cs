using System.Globalization;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Search;

/// <summary>Events as rows: <c>_time</c>, <c>_stream</c>, <c>_stream_id</c>, and what <see cref="EventFields"/> says.</summary>
internal sealed class EventRows(NeededFields needed)
{
    private readonly EventFields _fields = new();
    private readonly byte[] _time = new byte[Timestamps.FormatBytesMax];
    private readonly ByteText _streamText = new();
    private byte[] _stream = [];
    private byte[] _streamId = [];

    /// <summary>Fills the row; its values are borrowed from the event, or from here until the next.</summary>
    public void Fill(Row row, LogEvent logEvent)
    {
        row.Clear();
        row.Add("_time", _time.AsMemory(0, Timestamps.Format(logEvent.TimeUnixNs, _time)));
        if (needed.Needs("_stream") || needed.Needs("_stream_id"))
        {
            MakeStream(logEvent);
            Add(row, "_stream", _stream);
            Add(row, "_stream_id", _streamId);
        }

        _fields.Read(logEvent);
        foreach ((FieldKey key, ReadOnlyMemory<byte> value) in _fields.Values)
            Add(row, key.Name, value);
    }

    private void Add(Row row, string name, ReadOnlyMemory<byte> value)
    {
        if (needed.Needs(name))
            row.Add(name, value);
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
