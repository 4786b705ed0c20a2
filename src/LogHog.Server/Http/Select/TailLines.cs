using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tail;

namespace LogHog.Server.Http.Select;

/// <summary>The lines of a tail's answer: rows, and for who asks for them notices, objects with the member <c>_tail</c>.</summary>
/// <param name="hasNotices">Whether they are wanted. Clients made for VictoriaLogs take every line for a row.</param>
internal sealed class TailLines(bool hasNotices) : IPipeProcessor
{
    // How often people need to be told that they do not see everything.
    public static readonly TimeSpan SkippedInterval = TimeSpan.FromSeconds(1);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Before the next line a blank is no more than white space to every reader of JSON; an empty line ends Grafana's plug-in.
    private static readonly byte[] Blank = " "u8.ToArray();

    private readonly RowJson _json = new();
    private readonly ArrayBufferWriter<byte> _text = new(1 << 12);
    private TailSkipped _skipped;
    private long _skippedAt;

    public bool IsEmpty => _text.WrittenCount == 0;

    /// <summary>Something was not shown and is still to be told.</summary>
    public bool HasSkipped => !_skipped.IsNothing;

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
            _json.Write(batch[i], _text);
        return true;
    }

    public void Flush()
    {
    }

    /// <summary>Adds a notice. Every value is text, as in rows.</summary>
    public void Tell(string kind, params ReadOnlySpan<(string Name, string Value)> members)
    {
        if (!hasNotices)
            return;
        using (Utf8JsonWriter json = new(_text, Plain))
        {
            json.WriteStartObject();
            json.WriteString("_tail", kind);
            foreach ((string name, string value) in members)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        _text.Write("\n"u8);
    }

    /// <summary>Tells what was not shown, not more often than people read it.</summary>
    public void Tell(TailSkipped skipped)
    {
        _skipped = new TailSkipped(_skipped.Unseen + skipped.Unseen, _skipped.LeftOut + skipped.LeftOut);
        if (_skipped.IsNothing || (_skippedAt != 0 && TimeProvider.System.GetElapsedTime(_skippedAt) < SkippedInterval))
            return;
        Tell("skipped", ("left_out", Text(_skipped.LeftOut)), ("unseen", Text(_skipped.Unseen)));
        _skipped = default;
        _skippedAt = TimeProvider.System.GetTimestamp();
    }

    /// <summary>What is to be sent; if there is nothing, a sign of life. Holds until the next line is added.</summary>
    public ReadOnlyMemory<byte> TakeOrHeartbeat()
    {
        if (_text.WrittenCount == 0)
            return Blank;
        ReadOnlyMemory<byte> text = _text.WrittenMemory;
        _text.ResetWrittenCount();
        return text;
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
