using System.Buffers.Binary;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>What tells an event from others, the same on its way in and when a search finds it in its file.</summary>
internal sealed class EventHash
{
    private byte[] _text = new byte[1024];

    /// <summary>Of time, application, host, module and message.</summary>
    public ulong Of(IRow row)
    {
        int length = sizeof(long);
        row.TryGetTime(out long unixNs);
        BinaryPrimitives.WriteInt64LittleEndian(_text, unixNs);
        Add(row.Get("app"), ref length);
        Add(row.Get("host"), ref length);
        Add(row.Get("module"), ref length);
        Add(row.Get("_msg"), ref length);
        return XxHash64.Hash(_text.AsSpan(0, length));
    }

    private void Add(ReadOnlySpan<byte> value, ref int length)
    {
        if (_text.Length < length + value.Length + 1)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, length + value.Length + 1));
        value.CopyTo(_text.AsSpan(length));
        length += value.Length;
        _text[length++] = 0xFF; // No byte of UTF-8.
    }
}
