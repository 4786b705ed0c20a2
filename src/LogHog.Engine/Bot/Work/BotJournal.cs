using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Bot.Work;

/// <summary>One line of the bot's journal: a message waits (<see cref="RoomId"/> is set), or is done with.</summary>
internal readonly record struct BotNote(DateTimeOffset At, string MessageId, string RoomId);

/// <summary>
/// The file behind the queue. A line is <c>CRC32C SECONDS MESSAGE ROOM</c>, where the room of what is done is a dash. Lines are appended and
/// synced; when most of them are past the file is written anew and takes the old one's place in one step. A line that a crash has cut was
/// never acknowledged and is dropped; other damage is set aside.
/// </summary>
internal sealed class BotJournal : IDisposable
{
    public const string Name = "messages";
    private const string NewName = "messages.new";
    private const string NoRoom = "-";
    private const int ChecksumChars = 8;

    // Some 6,000 messages: below this a rewrite saves nothing.
    private const long RewriteBytesMin = 1 << 20;

    private readonly RootedFolder _folder;
    private readonly TimeProvider _time;
    private DurableFile _file;
    private long _length;
    private long _rewriteAt = RewriteBytesMin;
    private bool _mustRewrite;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public BotJournal(RootedFolder folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        folder.Delete(NewName);
        if (folder.Status(Name) is null)
        {
            folder.CreateNewPrivate(Name).Dispose();
            folder.SyncFolder();
        }

        _file = folder.OpenAppend(Name, create: false);
    }

    public string Path => _file.Path;

    /// <summary>Lines that could not be read.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>The file that has them; empty = there is no damage.</summary>
    public string SetAside { get; private set; } = "";

    /// <summary>Every line in its order; once, at the start.</summary>
    public IReadOnlyList<BotNote> Read()
    {
        List<BotNote> notes = [];
        byte[] bytes = new byte[_file.Length];
        int end = _file.Read(0, bytes);
        int begin = 0;
        while (bytes.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (Parse(bytes.AsSpan(begin, length)) is { } note)
                notes.Add(note);
            else
                DamagedLines++;
            begin += length + 1;
        }

        if (DamagedLines > 0)
        {
            SetAside = $"{Name}.damaged-{_time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
            using DurableFile copy = _folder.OpenReadWrite(SetAside, create: true);
            copy.WriteAt(0, bytes.AsSpan(0, end));
            copy.Sync();
        }

        _length = end;
        _mustRewrite = DamagedLines > 0 || begin < end;
        return notes;
    }

    /// <summary>The file is not what memory is: bring it there before the next line.</summary>
    public void MustRewrite() => _mustRewrite = true;

    /// <summary>Returns when it is on the disk.</summary>
    /// <param name="note">The line.</param>
    /// <param name="live">What there was before it, for a file that is written anew.</param>
    /// <exception cref="IOException">It is not.</exception>
    public void Append(BotNote note, Func<IEnumerable<BotNote>> live)
    {
        Failpoints.Hit("bot.append");
        if (_mustRewrite || _length > _rewriteAt)
            Rewrite(live());
        byte[] line = Line(note);
        try
        {
            _file.Append(line);
            _file.DataSync();
            _length += line.Length;
        }
        catch (IOException)
        {
            // Half a line may stand there, or a whole one that nobody was told of.
            _mustRewrite = true;
            throw;
        }

        Failpoints.Hit("bot.appended");
    }

    public void Dispose() => _file.Dispose();

    private void Rewrite(IEnumerable<BotNote> live)
    {
        byte[] bytes = [.. live.SelectMany(Line)];
        _folder.Delete(NewName);
        using (DurableFile fresh = _folder.CreateNewPrivate(NewName))
        {
            fresh.WriteAt(0, bytes);
            fresh.Sync();
        }

        _folder.Rename(NewName, Name, replace: true);
        DurableFile file = _folder.OpenAppend(Name, create: false);
        _file.Dispose();
        _file = file;
        _length = bytes.Length;
        _rewriteAt = Math.Max(RewriteBytesMin, 4L * bytes.Length);
        _mustRewrite = true;
        _folder.SyncFolder();
        _mustRewrite = false;
    }

    private static byte[] Line(BotNote note)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{note.At.ToUnixTimeSeconds()} {note.MessageId} {(note.RoomId.Length == 0 ? NoRoom : note.RoomId)}");
        return Encoding.ASCII.GetBytes($"{Crc32C.Of(Encoding.ASCII.GetBytes(text)):X8} {text}\n");
    }

    private static BotNote? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumChars || line[ChecksumChars] != ' '
            || !Utf8Parser.TryParse(line[..ChecksumChars], out uint checksum, out int read, 'X') || read != ChecksumChars
            || Crc32C.Of(line[(ChecksumChars + 1)..]) != checksum)
            return null;
        string[] parts = Encoding.ASCII.GetString(line[(ChecksumChars + 1)..]).Split(' ');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= uint.MaxValue
            ? new BotNote(DateTimeOffset.FromUnixTimeSeconds(seconds), parts[1], parts[2] == NoRoom ? "" : parts[2])
            : null;
    }
}
