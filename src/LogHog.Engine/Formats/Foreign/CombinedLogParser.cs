using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// Access logs of Apache and nginx, common and combined: <c>1.2.3.4 - ana [20/Nov/2026:12:18:36 +0100] "GET /x HTTP/1.1" 200 42 "referer"
/// "agent"</c>, with a virtual host before it or further columns behind it. The message is the line; its parts are fields by
/// OpenTelemetry's conventions.
/// </summary>
internal sealed class CombinedLogParser(TimeZoneInfo zone) : ILineParser
{
    private static readonly ReadOnlyMemory<byte> Address = "client.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> User = "user.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Method = "http.request.method"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Target = "url.original"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Path = "url.path"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Status = "http.response.status_code"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Size = "http.response.body.size"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Referer = "http.request.header.referer"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Agent = "user_agent.original"u8.ToArray();

    private readonly ForeignTime _time = new(zone);

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        int open = text.Span.IndexOf(" ["u8);
        if (open <= 0 || !_time.TryRead(text.Span[(open + 2)..], context.NewestUnixNs, out long unixNs, out int length))
            return false;
        ReadOnlyMemory<byte> head = text[..open];
        ReadOnlyMemory<byte> rest = text[(open + 2 + length)..];
        if (!rest.Span.StartsWith("] \""u8))
            return false;
        rest = rest[2..];
        if (!TryTakeQuoted(ref rest, out ReadOnlyMemory<byte> request) || !TryTakeWord(ref rest, out ReadOnlyMemory<byte> status)
            || status.Length != 3 || LineTimeReader.Digits(status.Span) < 100)
        {
            return false;
        }

        logEvent.TimeUnixNs = unixNs;
        ReadHead(head, logEvent);
        ReadRequest(request, logEvent);
        ForeignLine.Add(logEvent, Status, status);
        if (TryTakeWord(ref rest, out ReadOnlyMemory<byte> size) && LineTimeReader.Digits(size.Span[..Math.Min(9, size.Length)]) >= 0)
            ForeignLine.Add(logEvent, Size, size);
        if (TryTakeQuoted(ref rest, out ReadOnlyMemory<byte> referer))
            ForeignLine.Add(logEvent, Referer, referer);
        if (TryTakeQuoted(ref rest, out ReadOnlyMemory<byte> agent))
            ForeignLine.Add(logEvent, Agent, agent);
        return true;
    }

    /// <summary>The last three words: address, identity (never used), user.</summary>
    private static void ReadHead(ReadOnlyMemory<byte> head, LogEvent logEvent)
    {
        int user = head.Span.LastIndexOf((byte)' ');
        int identity = user < 0 ? -1 : head.Span[..user].LastIndexOf((byte)' ');
        ReadOnlyMemory<byte> address = identity < 0 ? head : head[..identity];
        ForeignLine.Add(logEvent, Address, address[(address.Span.LastIndexOf((byte)' ') + 1)..]);
        if (identity >= 0)
            ForeignLine.Add(logEvent, User, head[(user + 1)..]);
    }

    private static void ReadRequest(ReadOnlyMemory<byte> request, LogEvent logEvent)
    {
        int method = request.Span.IndexOf((byte)' ');
        if (method <= 0)
            return;
        ReadOnlyMemory<byte> target = request[(method + 1)..];
        int end = target.Span.LastIndexOf(" HTTP/"u8);
        target = end < 0 ? target : target[..end];
        ForeignLine.Add(logEvent, Method, request[..method]);
        ForeignLine.Add(logEvent, Target, target);
        int query = target.Span.IndexOf((byte)'?');
        ForeignLine.Add(logEvent, Path, query < 0 ? target : target[..query]);
    }

    /// <summary>Both servers escape a quote inside with a backslash, or as <c>\x22</c>.</summary>
    private static bool TryTakeQuoted(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (!rest.Span.StartsWith(" \""u8) && !rest.Span.StartsWith("\""u8))
            return false;
        int start = rest.Span[0] == '"' ? 1 : 2;
        for (int at = start; at < rest.Length; at++)
        {
            if (rest.Span[at] == '\\')
            {
                at++;
            }
            else if (rest.Span[at] == '"')
            {
                text = rest[start..at];
                rest = rest[(at + 1)..];
                return true;
            }
        }

        return false;
    }

    private static bool TryTakeWord(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> word)
    {
        word = default;
        if (!rest.Span.StartsWith(" "u8))
            return false;
        int end = rest.Span[1..].IndexOf((byte)' ');
        word = end < 0 ? rest[1..] : rest.Slice(1, end);
        rest = rest[(1 + word.Length)..];
        return word.Length > 0;
    }
}
