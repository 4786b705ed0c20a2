using System.Text.RegularExpressions;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Formats.Foreign;

/// <summary>
/// Lines by a pattern of the user's own: the groups <c>time</c>, <c>level</c>, <c>app</c>, <c>module</c>, <c>host</c> and <c>msg</c> have their meaning,
/// every other named group is a field. Without <c>msg</c> the message is the line.
/// </summary>
/// <param name="pattern">Made with <see cref="RegexOptions.NonBacktracking"/>: no pattern and no line can make it slow.</param>
/// <param name="zone">Of times that name none.</param>
internal sealed class RegexLineParser(Regex pattern, TimeZoneInfo zone) : ILineParser
{
    private readonly ForeignTime _time = new(zone);
    private readonly (int Number, string Name, ReadOnlyMemory<byte> Utf8)[] _groups =
    [
        .. pattern.GetGroupNumbers()
            .Select(number => (number, Name: pattern.GroupNameFromNumber(number)))
            .Where(static group => !char.IsAsciiDigit(group.Name[0]))
            .Select(static group => (group.number, group.Name, (ReadOnlyMemory<byte>)Utf8.Encode(group.Name))),
    ];

    public bool HasTime { get; private set; }

    public bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent)
    {
        ForeignLine.Begin(ref text, context, logEvent);
        Match match = pattern.Match(Utf8.Decode(text.Span));
        HasTime = false;
        if (!match.Success)
            return false;
        foreach ((int number, string name, ReadOnlyMemory<byte> utf8) in _groups)
        {
            if (match.Groups[number] is { Success: true, Length: > 0 } group)
                Take(name, utf8, Utf8.Encode(group.Value), context, logEvent);
        }

        return true;
    }

    private void Take(string name, ReadOnlyMemory<byte> utf8, byte[] value, LineContext context, LogEvent logEvent)
    {
        switch (name)
        {
            case "time" when _time.TryReadWhole(value, context.NewestUnixNs, out long unixNs):
                logEvent.TimeUnixNs = unixNs;
                HasTime = true;
                break;
            case "level" when SeverityText.Parse(value) is > Severity.None and var severity:
                logEvent.Severity = severity;
                break;
            case "app":
                logEvent.App = value;
                break;
            case "module":
                logEvent.Module = value;
                break;
            case "host":
                logEvent.Host = value;
                break;
            case "msg":
                logEvent.Body = value;
                break;
            default:
                ForeignLine.Add(logEvent, utf8, value);
                break;
        }
    }
}
