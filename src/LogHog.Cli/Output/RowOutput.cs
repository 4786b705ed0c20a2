using System.Buffers;
using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>Shows rows as they come, or all at the end, the last first.</summary>
internal sealed class RowOutput(AnswerStream output, IRowFormat format, bool isReversed) : IPipeProcessor
{
    private const int WriteBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _text = new(1 << 14);
    private readonly List<Row> _kept = [];
    private long _rows;

    /// <summary>Rows shown or kept so far.</summary>
    public long Rows => Volatile.Read(ref _rows);

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            _rows++;
            if (isReversed)
                _kept.Add(batch[i].Copy());
            else
                format.Write(batch[i], _text);
        }

        Send();
        return true;
    }

    public void Flush()
    {
        for (int i = _kept.Count - 1; i >= 0; i--)
        {
            format.Write(_kept[i], _text);
            if (_text.WrittenCount > WriteBytes)
                Send();
        }

        format.End(_text);
        Send();
    }

    private void Send()
    {
        output.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }
}
