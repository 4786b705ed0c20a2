using System.Buffers;
using LogHog.Engine.Index;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>
/// Reads pieces of a file's text from anywhere in it. Of an archive, the frame that was unpacked last is kept, as far as it was
/// unpacked: pieces are mostly asked for one after the other.
/// </summary>
internal sealed class BlockText
{
    /// <summary>LogHog's frames have 1 MiB. Of one that is longer, only what was asked for last is kept.</summary>
    private const int KeptBytesMax = 16 << 20;

    private OpenedFile _file = null!;
    private byte[] _buffer = [];
    private int _frame = -1;
    private ArchiveTextStream? _stream;

    /// <summary>The part of the frame's text that is in the buffer.</summary>
    private long _keptFrom;
    private int _kept;

    public void Begin(OpenedFile file)
    {
        if (!ReferenceEquals(_file, file))
            CloseFrame();
        _file = file;
    }

    /// <summary>Lets go of the file.</summary>
    public void End()
    {
        CloseFrame();
        _file = null!;
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <returns>Holds until the next call.</returns>
    /// <exception cref="IndexDamageException">The text is not there.</exception>
    public ReadOnlyMemory<byte> Read(long offset, int bytes)
    {
        if (!_file.IsPacked)
        {
            MakeRoom(bytes, keep: 0);
            return _file.Plain.Read(offset, _buffer.AsSpan(0, bytes)) == bytes ? _buffer.AsMemory(0, bytes) : throw Missing();
        }

        IReadOnlyList<TextFrame> frames = _file.Index?.Frames ?? throw Missing();
        int frame = FrameOf(frames, offset);
        if (offset + bytes > frames[frame].TextOffset + frames[frame].TextBytes)
            return ReadAcross(frames, frame, offset, bytes);
        return ReadFrom(frames, frame, offset - frames[frame].TextOffset, bytes);
    }

    /// <summary>The archive of another program: an event may lie in two frames.</summary>
    private byte[] ReadAcross(IReadOnlyList<TextFrame> frames, int frame, long offset, int bytes)
    {
        byte[] whole = new byte[bytes];
        for (int done = 0; done < bytes; frame++)
        {
            if (frame == frames.Count)
                throw Missing();
            long at = offset + done - frames[frame].TextOffset;
            int here = (int)Math.Min(bytes - done, frames[frame].TextBytes - at);
            ReadFrom(frames, frame, at, here).CopyTo(whole.AsMemory(done));
            done += here;
        }

        return whole;
    }

    private ReadOnlyMemory<byte> ReadFrom(IReadOnlyList<TextFrame> frames, int frame, long at, int bytes)
    {
        if (_frame != frame || at < _keptFrom)
            OpenFrame(frames[frame], frame);
        while (at - _keptFrom + bytes > _kept)
        {
            if (at > _keptFrom && at - _keptFrom + bytes > KeptBytesMax)
                Forget((int)Math.Min(at - _keptFrom, _kept));
            int wanted = (int)Math.Min(KeptBytesMax + (long)bytes, at - _keptFrom + bytes);
            MakeRoom(wanted, _kept);
            int read = _stream!.Read(_buffer.AsSpan(_kept, wanted - _kept));
            if (read == 0)
            {
                _file.Damage = _stream.Status;
                CloseFrame();
                throw Missing();
            }

            _kept += read;
        }

        return _buffer.AsMemory((int)(at - _keptFrom), bytes);
    }

    private void OpenFrame(TextFrame frame, int number)
    {
        CloseFrame();
        _stream = _file.Packed.OpenText(new ArchiveFrame(frame.Offset, frame.Bytes, frame.TextBytes));
        _frame = number;
        MakeRoom((int)Math.Min(frame.TextBytes, KeptBytesMax), keep: 0);
    }

    private void CloseFrame()
    {
        _stream?.Dispose();
        _stream = null;
        _frame = -1;
        (_keptFrom, _kept) = (0, 0);
    }

    private void Forget(int bytes)
    {
        _buffer.AsSpan(bytes, _kept - bytes).CopyTo(_buffer);
        _keptFrom += bytes;
        _kept -= bytes;
    }

    private void MakeRoom(int bytes, int keep)
    {
        if (_buffer.Length >= bytes)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, Math.Min(2 * _buffer.Length, KeptBytesMax)));
        _buffer.AsSpan(0, keep).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static int FrameOf(IReadOnlyList<TextFrame> frames, long offset)
    {
        (int low, int high) = (0, frames.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = frames[middle].TextOffset <= offset ? (middle, high) : (low, middle - 1);
        }

        return high < 0 ? throw Missing() : low;
    }

    private static IndexDamageException Missing() => new("the text that it describes is not there");
}
