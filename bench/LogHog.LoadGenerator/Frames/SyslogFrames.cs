using System.Globalization;
using System.Text;

namespace LogHog.LoadGenerator.Frames;

/// <summary>RFC 5424 messages: the logger's name travels as MSGID, the application as APP-NAME.</summary>
internal sealed class SyslogFrames(FrameKind kind, bool datagrams)
{
    // Facility user (1), severity informational (6).
    private const int Priority = 1 * 8 + 6;

    public byte[] Encode(Message message, DateTimeOffset time)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"<{Priority}>1 {time:yyyy-MM-ddTHH:mm:ss.ffffff}Z {message.Host} {message.App} 4711 {message.Module} - {message.Body}");
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        if (datagrams)
            return bytes;
        return kind == FrameKind.Rfc5424Counted
            ? [.. Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. bytes]
            : [.. bytes, (byte)'\n'];
    }
}
