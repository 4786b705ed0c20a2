using System.Buffers.Binary;
using System.Globalization;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>What a row says of an event in other letters than its line does: times in UTC, ids, the stream.</summary>
/// <remarks>For one thread. Each text is borrowed until the next of its kind is made.</remarks>
internal sealed class EventTexts
{
    private readonly byte[] _time = new byte[Timestamps.FormatBytesMax];
    private readonly byte[] _received = new byte[Timestamps.FormatBytesMax];
    private readonly byte[] _traceId = new byte[32];
    private readonly byte[] _spanId = new byte[16];
    private readonly ByteText _streamText = new();
    private byte[] _stream = [];
    private byte[] _streamId = [];

    public ReadOnlyMemory<byte> Time(long unixNs) => _time.AsMemory(0, Timestamps.Format(unixNs, _time));

    /// <summary>Empty = not known.</summary>
    public ReadOnlyMemory<byte> Received(long unixNs) =>
        unixNs == 0 ? default(ReadOnlyMemory<byte>) : _received.AsMemory(0, Timestamps.Format(unixNs, _received));

    /// <summary>Empty = none.</summary>
    public ReadOnlyMemory<byte> TraceId(UInt128 id)
    {
        if (id == UInt128.Zero)
            return default;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        Convert.TryToHexStringLower(bytes, _traceId, out _);
        return _traceId;
    }

    /// <summary>Empty = none.</summary>
    public ReadOnlyMemory<byte> SpanId(ulong id)
    {
        if (id == 0)
            return default;
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id);
        Convert.TryToHexStringLower(bytes, _spanId, out _);
        return _spanId;
    }

    public ReadOnlyMemory<byte> Stream(ReadOnlySpan<byte> app, ReadOnlySpan<byte> host, ReadOnlySpan<byte> module)
    {
        MakeStream(app, host, module);
        return _stream;
    }

    public ReadOnlyMemory<byte> StreamId(ReadOnlySpan<byte> app, ReadOnlySpan<byte> host, ReadOnlySpan<byte> module)
    {
        MakeStream(app, host, module);
        return _streamId;
    }

    private void MakeStream(ReadOnlySpan<byte> app, ReadOnlySpan<byte> host, ReadOnlySpan<byte> module)
    {
        _streamText.Clear().Add((byte)'{');
        AddLabel("app", app);
        AddLabel("host", host);
        AddLabel("module", module);
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
