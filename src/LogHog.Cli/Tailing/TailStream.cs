using System.Buffers;
using System.Text;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;
using LogHog.Engine.Query;

namespace LogHog.Cli.Tailing;

/// <summary>The lines of a server's tail: rows are shown, notices are said, and after a reconnection what was shown already is passed by.</summary>
internal sealed class TailStream(RowOutput output, Action<string> say)
{
    // The largest event as JSON, and some.
    private const int LineBytesMax = 256 << 20;

    private readonly ServerRows _rows = new();
    private readonly RowBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _rest = new();
    private readonly ShownRows _shown = new(TimeProvider.System);
    private bool _isAgain;

    /// <param name="isAgain">What comes first may have been shown before.</param>
    public void Begin(bool isAgain)
    {
        _rest.ResetWrittenCount();
        _isAgain = isAgain;
        if (isAgain)
            _shown.BeginAgain();
    }

    /// <exception cref="JsonException">The server sends what is no row.</exception>
    public void Take(ReadOnlySpan<byte> text)
    {
        _batch.Clear();
        for (int newline; (newline = text.IndexOf((byte)'\n')) >= 0; text = text[(newline + 1)..])
        {
            if (_rest.WrittenCount == 0)
            {
                TakeLine(text[..newline]);
                continue;
            }

            _rest.Write(text[..newline]);
            TakeLine(_rest.WrittenSpan);
            _rest.ResetWrittenCount();
        }

        _rest.Write(text);
        if (_rest.WrittenCount > LineBytesMax)
            throw new JsonException("a line without an end");
        if (_batch.Count > 0)
            output.Process(_batch);
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim((byte)' ');
        if (line.IsEmpty)
            return;
        if (line.StartsWith("{\"_tail\":"u8))
        {
            Row notice = new();
            _rows.Read(line, notice);
            TakeNotice(notice);
            return;
        }

        if (_isAgain && _shown.PassBy(line))
            return;
        if (!_isAgain)
            _shown.Add(line);
        _rows.Read(line, _batch.Add());
    }

    private void TakeNotice(Row notice)
    {
        string kind = Text(notice, "_tail");
        if (kind == "live")
            _isAgain = false;
        else if (kind == "skipped")
            say(Skipped(Text(notice, "left_out"), Text(notice, "unseen")));
        else if (kind == "problem")
            say(Text(notice, "text"));
    }

    private static string Skipped(string leftOut, string unseen)
    {
        string rows = leftOut is "" or "0" ? "" : $"{leftOut} rows left out, more come than --rate lets through";
        string events = unseen is "" or "0" ? "" : $"{unseen} events came too fast to be looked at";
        return rows + (rows.Length > 0 && events.Length > 0 ? "; " : "") + events + "; all of them are stored";
    }

    private static string Text(Row row, string field) => Encoding.UTF8.GetString(row.Get(field));
}
