using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Durability;

/// <summary>
/// The file behind a queue: records are appended and synced; when most of it is past it is written anew and takes the old one's place in
/// one step. A record is a line, <c>CRC32C as 8 hexadecimal digits, a space, its text</c>. A line that a crash has cut was never acknowledged
/// and is dropped; other damage is set aside under another name. For one caller at a time.
/// </summary>
internal sealed class RecordFile<T> : IDisposable
{
    private const int ChecksumChars = 8;

    // Below this a rewrite saves nothing.
    private const long RewriteBytesMin = 1 << 20;

    private readonly RootedFolder _folder;
    private readonly Format _format;
    private readonly TimeProvider _time;
    private DurableFile _file;
    private long _length;
    private long _rewriteAt = RewriteBytesMin;
    private bool _mustRewrite;

    /// <param name="folder">It is in it.</param>
    /// <param name="format">Its name, and what its lines say.</param>
    /// <param name="time">Names what is set aside.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public RecordFile(RootedFolder folder, Format format, TimeProvider time)
    {
        _folder = folder;
        _format = format;
        _time = time;
        folder.Delete(NewName);
        if (folder.Status(format.Name) is null)
        {
            folder.CreateNewPrivate(format.Name).Dispose();
            folder.SyncFolder();
        }

        _file = folder.OpenAppend(format.Name, create: false);
    }

    /// <summary>Reads the text of a line.</summary>
    /// <returns>False: it is damaged, or a later version's.</returns>
    public delegate bool Parser(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T record);

    public string Path => _file.Path;

    /// <summary>Lines that could not be read; where they are now is <see cref="SetAside"/>.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>The file that has them; null = there is no damage.</summary>
    public string? SetAside { get; private set; }

    private string NewName => _format.Name + ".new";

    /// <summary>Gives every record in its order; once, at the start.</summary>
    public void Read(Action<T> take)
    {
        byte[] bytes = new byte[_file.Length];
        int end = _file.Read(0, bytes);
        int begin = 0;
        while (bytes.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (TryParse(bytes.AsSpan(begin, length), out T? record))
                take(record);
            else
                DamagedLines++;
            begin += length + 1;
        }

        if (DamagedLines > 0)
        {
            SetAside = $"{_format.Name}.damaged-{_time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
            using DurableFile copy = _folder.OpenReadWrite(SetAside, create: true);
            copy.WriteAt(0, bytes.AsSpan(0, end));
            copy.Sync();
        }

        _length = end;
        // The cut line, or all that was wrong, goes with the next append.
        _mustRewrite = DamagedLines > 0 || begin < end;
    }

    /// <summary>The file is not what memory is: bring it there before the next record.</summary>
    public void MustRewrite() => _mustRewrite = true;

    /// <summary>Returns when they are on the disk.</summary>
    /// <param name="records">In their order.</param>
    /// <param name="live">What there was before them, for a file that is written anew.</param>
    /// <exception cref="IOException">They are not.</exception>
    public void Append(IReadOnlyList<T> records, Func<IEnumerable<T>> live)
    {
        Failpoints.Hit(_format.Failpoints + ".append");
        if (_mustRewrite || _length > _rewriteAt)
            Rewrite(live());
        byte[] bytes = Bytes(records);
        try
        {
            _file.Append(bytes);
            _file.DataSync();
            _length += bytes.Length;
        }
        catch (IOException)
        {
            // Half a record may stand there, or a whole one that nobody was told of.
            _mustRewrite = true;
            throw;
        }

        Failpoints.Hit(_format.Failpoints + ".appended");
    }

    public void Dispose() => _file.Dispose();

    private void Rewrite(IEnumerable<T> live)
    {
        byte[] bytes = Bytes(live);
        _folder.Delete(NewName);
        using (DurableFile fresh = _folder.CreateNewPrivate(NewName))
        {
            fresh.WriteAt(0, bytes);
            fresh.Sync();
        }

        Failpoints.Hit(_format.Failpoints + ".rewrite");
        _folder.Rename(NewName, _format.Name, replace: true);
        Failpoints.Hit(_format.Failpoints + ".rewritten");
        DurableFile file = _folder.OpenAppend(_format.Name, create: false);
        _file.Dispose();
        _file = file;
        _length = bytes.Length;
        _rewriteAt = Math.Max(RewriteBytesMin, 4L * bytes.Length);
        _mustRewrite = true;
        _folder.SyncFolder();
        _mustRewrite = false;
    }

    private byte[] Bytes(IEnumerable<T> records)
    {
        using MemoryStream bytes = new();
        Span<byte> checksum = stackalloc byte[ChecksumChars + 1];
        checksum[ChecksumChars] = (byte)' ';
        foreach (T record in records)
        {
            byte[] text = _format.Text(record);
            Utf8Formatter.TryFormat(Crc32C.Of(text), checksum, out _, new('X', ChecksumChars));
            bytes.Write(checksum);
            bytes.Write(text);
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    private bool TryParse(ReadOnlySpan<byte> line, [MaybeNullWhen(false)] out T record)
    {
        record = default;
        return line.Length > ChecksumChars && line[ChecksumChars] == ' '
            && Utf8Parser.TryParse(line[..ChecksumChars], out uint checksum, out int read, 'X') && read == ChecksumChars
            && Crc32C.Of(line[(ChecksumChars + 1)..]) == checksum
            && _format.Parse(line[(ChecksumChars + 1)..], out record);
    }

    /// <summary>What such a file is.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Failpoints">What the names of its steps begin with, for tests that kill there.</param>
    /// <param name="Text">A record's text, without a line feed.</param>
    /// <param name="Parse">Back again.</param>
    public sealed record Format(string Name, string Failpoints, Func<T, byte[]> Text, Parser Parse);
}
