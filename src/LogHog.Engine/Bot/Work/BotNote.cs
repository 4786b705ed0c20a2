using System.Globalization;
using System.Text;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Bot.Work;

/// <summary>One line of the bot's file: a message waits (<see cref="RoomId"/> is set), or is done with.</summary>
internal readonly record struct BotNote(DateTimeOffset At, string MessageId, string RoomId)
{
    private const string NoRoom = "-";

    /// <summary><c>SECONDS MESSAGE ROOM</c>, where the room of what is done is a dash.</summary>
    public static readonly RecordFile<BotNote>.Format Format = new("messages", "bot", static note => note.ToText(), TryParse);

    private byte[] ToText() => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeSeconds()} {MessageId} {(RoomId.Length == 0 ? NoRoom : RoomId)}"));

    private static bool TryParse(ReadOnlySpan<byte> text, out BotNote note)
    {
        string[] parts = Encoding.ASCII.GetString(text).Split(' ');
        bool isGood = parts.Length == 3 & long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= uint.MaxValue;
        note = isGood ? new BotNote(DateTimeOffset.FromUnixTimeSeconds(seconds), parts[1], parts[2] == NoRoom ? "" : parts[2]) : default;
        return isGood;
    }
}
