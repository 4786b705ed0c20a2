using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Tests.Streams;

/// <summary>A connection as the engine serves it, without a socket: keeps what is not consumed, notes what came of it.</summary>
internal sealed class MemoryConnection(IEventDecoder decoder, ProtocolSession? session = null)
{
    private readonly LogEvent _event = new();
    private readonly List<byte> _answers = [];
    private byte[] _rest = [];

    /// <summary>Each event in full, or the reason why not.</summary>
    public List<string> Seen { get; } = [];

    public bool IsOpen { get; private set; } = true;

    public int RestBytes => _rest.Length;

    /// <summary>All that was answered so far.</summary>
    public byte[] Answers
    {
        get
        {
            Hear();
            return [.. _answers];
        }
    }

    public string AnswerText => Encoding.Latin1.GetString(Answers);

    public MemoryConnection Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public MemoryConnection Send(ReadOnlySpan<byte> bytes)
    {
        if (!IsOpen)
            return this;
        _rest = [.. _rest, .. bytes];
        if (decoder is ISessionDecoder sessions)
            sessions.Session = session;
        int used = 0;
        while (IsOpen)
        {
            DecodeStatus status = decoder.Decode(_rest.AsMemory(used), _event, out int consumed, out RejectReason reason);
            // What is inside of something compressed is consumed with it.
            Assert.InRange(consumed, session is null && status is (DecodeStatus.Event or DecodeStatus.Rejected) ? 1 : 0, _rest.Length - used);
            Assert.Equal(status is DecodeStatus.Rejected or DecodeStatus.Broken, reason != RejectReason.None);
            used += consumed;
            if (status == DecodeStatus.Event)
                Seen.Add(EventText.Of(_event));
            else if (reason != RejectReason.None)
                Seen.Add(reason.ToString());
            IsOpen = status != DecodeStatus.Broken && session?.IsOver != true;
            if (status == DecodeStatus.NeedMore)
                break;
        }

        _rest = _rest[used..];
        if (decoder is ISessionDecoder all)
            all.Session = null;
        Hear();
        return this;
    }

    private void Hear()
    {
        if (session is not null)
            _answers.AddRange(session.TakeAnswers());
    }
}

/// <summary>All that an event says, as one text that can be read and compared.</summary>
internal static class EventText
{
    public static string Of(LogEvent e) =>
        $"{Text(e.App)}|{Text(e.Module)}|{Text(e.Host)}|{e.Severity}|{e.TimeUnixNs}|{Text(e.Body)}|{Text(e.Exception)}|{e.TraceId:x}|{e.SpanId:x}|{Fields(e)}";

    /// <summary>The fields as <c>name=Kind:value</c>.</summary>
    public static string Fields(LogEvent e) =>
        string.Join(' ', e.Fields.Select(static field => $"{Text(field.Name)}={field.Kind}:{Text(field.Value)}"));

    // Latin-1 for what is no UTF-8, so that different bytes are different texts.
    public static string Text(ReadOnlyMemory<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : Encoding.Latin1.GetString(bytes.Span);
}
