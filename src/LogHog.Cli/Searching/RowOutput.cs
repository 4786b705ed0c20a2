using System.Buffers;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Writes rows to a stream, as they come or all at the end, the last first.</summary>
internal sealed class RowOutput(Stream output, Action<Row, IBufferWriter<byte>> format, bool reversed) : IPipeProcessor
{
    private readonly ArrayBufferWriter<byte> _text = new(1 << 14);
    private readonly List<Row> _kept = [];

    /// <summary>Rows written or kept so far.</summary>
    public long Rows { get; private set; }

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Rows++;
            if (reversed)
                _kept.Add(batch[i].Copy());
            else
                format(batch[i], _text);
        }

        Send();
        return true;
    }

    public void Flush()
    {
        for (int i = _kept.Count - 1; i >= 0; i--)
        {
            format(_kept[i], _text);
            if (_text.WrittenCount > 1 << 16)
                Send();
        }

        Send();
        output.Flush();
    }

    private void Send()
    {
        output.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }
}
