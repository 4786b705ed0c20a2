using System.Runtime.InteropServices;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Elastic;

/// <summary>What a bulk request wants of a document.</summary>
public enum BulkAction : byte
{
    Index,
    Create,
    Update,
    Delete,
}

/// <summary>One action of a bulk request. The texts are slices of the request, or empty.</summary>
/// <param name="Action">What is wanted.</param>
/// <param name="Index">As the JSON has it, without the quotes.</param>
/// <param name="Id">The same.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BulkItem(BulkAction Action, ReadOnlyMemory<byte> Index, ReadOnlyMemory<byte> Id);

/// <summary>
/// Elasticsearch's bulk requests: a line that says what to do, and for all but <c>delete</c> a line with the document. A bad document is
/// refused by itself; behind a bad action nothing can be told apart. Logs are only added to: <c>update</c> and <c>delete</c> are refused.
/// </summary>
public sealed class BulkDecoder(RecordOptions options) : IEventDecoder
{
    private readonly RecordAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);
    private readonly List<BulkItem> _items = [];

    /// <summary>What ECS (the Elastic Common Schema) and the older shippers call the values that an event has itself.</summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = "@timestamp"u8.ToArray(),
        MessageFields = RecordOptions.Names("message", "msg", "log", "MESSAGE"),
        App = FieldSource.FromFields("service.name", "app", "application"),
        Module = FieldSource.FromFields("log.logger", "logger", "fields.SourceContext"),
        Host = FieldSource.FromFields("host.name", "host.hostname", "host", "hostname", "agent.hostname"),
        Level = FieldSource.FromFields("log.level", "level", "severity"),
        Exception = FieldSource.FromFields("error.stack_trace", "exception"),
        TraceId = FieldSource.FromFields("trace.id"),
        SpanId = FieldSource.FromFields("span.id"),
    };

    /// <summary>The actions in their order, one for each event or refusal so far.</summary>
    public IReadOnlyList<BulkItem> Items => _items;

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>A line ends with a line feed: who has the end of a text without one adds it.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        reason = RejectReason.None;
        consumed = 0;
        _records.Begin();
        logEvent.Clear();
        if (!TextLine.TryTake(input, out ReadOnlyMemory<byte> line, out int actionBytes))
            return DecodeStatus.NeedMore;
        if (line.Length > options.LineBytesMax || !TryReadAction(line, out BulkItem item))
        {
            reason = line.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : RejectReason.BadJson;
            return DecodeStatus.Broken;
        }

        int documentBytes = 0;
        ReadOnlyMemory<byte> document = default;
        if (item.Action != BulkAction.Delete && !TextLine.TryTake(input[actionBytes..], out document, out documentBytes))
            return DecodeStatus.NeedMore;
        consumed = actionBytes + documentBytes;
        _items.Add(item);
        if (item.Action is BulkAction.Delete or BulkAction.Update)
            reason = RejectReason.BadValue;
        else
            reason = document.Length > options.LineBytesMax ? RejectReason.FrameTooLarge : Read(document, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private RejectReason Read(ReadOnlyMemory<byte> document, LogEvent logEvent)
    {
        RejectReason reason = _records.ReadWhole(document, logEvent);
        return reason == RejectReason.None ? _assembly.Fill(logEvent) : reason;
    }

    /// <summary><c>{"create":{"_index":"logs","_id":"1", …}}</c>.</summary>
    private bool TryReadAction(ReadOnlyMemory<byte> line, out BulkItem item)
    {
        item = default;
        var json = new JsonScanner(line, _records.Texts);
        if (!Utf8.IsValid(line.Span) || !json.Take((byte)'{'))
            return false;
        json.SkipSpace();
        if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name) || ActionOf(name.Span) is not { } action
            || !TryReadTarget(ref json, action, out item))
            return false;
        json.SkipSpace();
        bool isEnd = json.Take((byte)'}');
        json.SkipSpace();
        return isEnd && json.IsAtEnd;
    }

    private bool TryReadTarget(ref JsonScanner json, BulkAction action, out BulkItem item)
    {
        ReadOnlyMemory<byte> index = default;
        ReadOnlyMemory<byte> id = default;
        item = default;
        if (!json.Take((byte)'{'))
            return false;
        json.SkipSpace();
        bool isEnd = json.Take((byte)'}');
        while (!isEnd)
        {
            json.SkipSpace();
            if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                return false;
            int start = json.Position;
            bool isText = json.PeekKind() == JsonKind.Text;
            if (_records.Skip(ref json) != RejectReason.None)
                return false;
            if (isText && name.Span.SequenceEqual("_index"u8))
                index = json.Since(start)[1..^1];
            if (isText && name.Span.SequenceEqual("_id"u8))
                id = json.Since(start)[1..^1];
            json.SkipSpace();
            isEnd = json.Take((byte)'}');
            if (!isEnd && !json.Take((byte)','))
                return false;
        }

        item = new BulkItem(action, index, id);
        return true;
    }

    private static BulkAction? ActionOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("index"u8))
            return BulkAction.Index;
        if (name.SequenceEqual("create"u8))
            return BulkAction.Create;
        if (name.SequenceEqual("update"u8))
            return BulkAction.Update;
        return name.SequenceEqual("delete"u8) ? BulkAction.Delete : null;
    }
}
