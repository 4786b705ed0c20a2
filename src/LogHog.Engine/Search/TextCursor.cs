using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>Reads a part of a file's text from its first byte to its last: as it is, or unpacked frame by frame.</summary>
/// <param name="file">Stays the caller's.</param>
/// <param name="from">Offset in the text.</param>
/// <param name="to">The end, an event's start; null = to the file's end.</param>
internal sealed class TextCursor(OpenedFile file, long from, long? to) : IDisposable
{
    private ArchiveTextStream? _frame;
    private int _frames = -1;
    private readonly long _from = from;
    private long _at = from;
    private long _end = to ?? file.Length;
    private byte _last = (byte)'\n';

    /// <summary>The last line may not be whole yet.</summary>
    public bool MayBeCut => to is null && file.IsGrowing;

    /// <returns>0 at the end.</returns>
    /// <exception cref="DiskException">The disk failed.</exception>
    public int Read(Span<byte> buffer) => file.IsPacked ? ReadPacked(buffer) : ReadPlain(file.Plain, buffer);

    private int ReadPlain(DurableFile plain, Span<byte> buffer)
    {
        if (_at >= _end && !GoesOn(plain))
            return 0;
        int read = plain.Read(_at, buffer[..(int)Math.Min(buffer.Length, _end - _at)]);
        _at += read;
        if (read > 0)
            _last = buffer[read - 1];
        return read;
    }

    /// <summary>The file ended within an event when it was opened, and has grown since.</summary>
    private bool GoesOn(DurableFile plain)
    {
        Span<byte> next = stackalloc byte[1];
        if (to is not null || plain.Read(_at, next) == 0 || (_last == '\n' && next[0] != '\t'))
            return false;
        _end = plain.Length;
        return _end > _at;
    }

    private int ReadPacked(Span<byte> buffer)
    {
        if (_frames < 0)
            FindStart(buffer);
        while (to is null || _at < to)
        {
            if (_frame is null)
            {
                if (_frames == file.Packed.Frames.Count)
                    return 0;
                _frame = file.Packed.OpenText(file.Packed.Frames[_frames++]);
            }

            int read = _frame.Read(to is { } end ? buffer[..(int)Math.Min(buffer.Length, end - _at)] : buffer);
            _at += read;
            if (read > 0)
                return read;
            EndFrame();
        }

        return 0;
    }

    /// <summary>The frame of the first byte, if it is known where frames lie in the text; else all before is unpacked.</summary>
    private void FindStart(Span<byte> buffer)
    {
        _frames = 0;
        _at = 0;
        IReadOnlyList<TextFrame>? map = file.Index?.Frames;
        while (map is not null && _frames + 1 < map.Count && map[_frames + 1].TextOffset <= _from && map.Count == file.Packed.Frames.Count)
            _at = map[++_frames].TextOffset;
        while (_at < _from)
        {
            _frame ??= file.Packed.OpenText(file.Packed.Frames[_frames++]);
            int read = _frame.Read(buffer[..(int)Math.Min(buffer.Length, _from - _at)]);
            _at += read;
            if (read > 0)
                continue;
            EndFrame();
            if (_frames == file.Packed.Frames.Count)
                return;
        }
    }

    private void EndFrame()
    {
        // The last frame of a file that is written compressed is cut short as long as it grows.
        bool isEnd = _frames == file.Packed.Frames.Count;
        if (_frame!.Status != ArchiveStatus.Good && !(file.IsGrowing && isEnd && _frame.Status == ArchiveStatus.Truncated))
            file.Damage = _frame.Status;
        _frame.Dispose();
        _frame = null;
    }

    public void Dispose() => _frame?.Dispose();
}
