using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>
/// One file that grows, whatever its name: how far it has been read, and the open descriptor with which its end is still read when
/// it was rotated, compressed and deleted in the meantime.
/// </summary>
internal sealed class FollowedFile(SearchFile file, long offset) : IDisposable
{
    private const int ProbeBytes = 1024;

    private DurableFile? _open;
    private long _offset = offset;
    private long _lengthBefore = -1;

    /// <summary>As it was listed last.</summary>
    public SearchFile File { get; set; } = file;

    /// <summary>The time of the last event that was read, for lines that have none; null = none was read yet.</summary>
    public long? CarriedTime { get; set; }

    /// <summary>Bytes of text that were read as whole events.</summary>
    public long Offset => _offset;

    public bool IsOpen => _open is not null;

    /// <summary>It is no text and not LogHog's (wtmp, a journal): nobody follows it.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Opens it by its name, if it is still the same file.</summary>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public void Open(RootedFolder folder)
    {
        DurableFile opened = folder.OpenRead(File.Path);
        if (opened.Status.Id == File.Status.Id)
            _open = opened;
        else
            opened.Dispose();
    }

    public void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>Passes by what is there: from the last whole line on it is new.</summary>
    public void SkipToEnd(long length, Span<byte> buffer)
    {
        _offset = length;
        if (_open is null || length == 0)
            return;
        Span<byte> end = buffer[..(int)Math.Min(buffer.Length, length)];
        int read = _open.Read(length - end.Length, end);
        int newline = end[..read].LastIndexOf((byte)'\n');
        if (newline >= 0)
            _offset = length - end.Length + newline + 1;
    }

    /// <summary>
    /// Gives what was written since, as whole events. The last one is held back until another follows it or nothing has been written
    /// between two calls: lines that belong to it may still come.
    /// </summary>
    /// <param name="isQuiet">It need not be held back.</param>
    /// <param name="isEnd">Nothing will be written any more: not even the end of a line.</param>
    /// <param name="buffer">Grows with the largest event.</param>
    /// <param name="found">Takes the text; lent until it returns.</param>
    /// <exception cref="DiskException">The disk failed.</exception>
    public void Read(bool isQuiet, bool isEnd, ref byte[] buffer, Action<ReadOnlyMemory<byte>> found)
    {
        long length = _open!.Length;
        if (length < _offset)
            (_offset, _lengthBefore) = (0, -1);
        isQuiet |= isEnd || length == _lengthBefore;
        _lengthBefore = length;
        while (_offset < length && !IsBinary)
        {
            int read = _open.Read(_offset, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - _offset)));
            if (read == 0)
                return;
            ReadOnlyMemory<byte> text = buffer.AsMemory(0, read);
            IsBinary = File.Identity is null && text.Span[..Math.Min(read, ProbeBytes)].Contains((byte)0);
            bool atEnd = _offset + read >= length;
            int whole = !atEnd || !isQuiet ? EventLines.LastStart(text.Span) : isEnd ? read : text.Span.LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && atEnd)
                return;
            if (whole == 0 && buffer.Length < EventLines.EventBytesMax)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }

            whole = whole == 0 ? read : whole;
            _offset += whole;
            if (!IsBinary)
                found(text[..whole]);
        }
    }

    public void Dispose() => Close();
}
