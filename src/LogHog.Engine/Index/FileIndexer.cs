using System.Buffers;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>How far a file is to be indexed.</summary>
internal enum IndexExtent
{
    /// <summary>It is being written: to the event before the last, which may still grow.</summary>
    Growing,

    /// <summary>It rests: to its last newline.</summary>
    Resting,

    /// <summary>It rests for long: the same, and the provisional chunks become one.</summary>
    Settled,

    /// <summary>Nothing will be written to it again: all of it, for good.</summary>
    Finished,
}

/// <summary>Brings the index of one file after the other up to date. For one thread; keeps up to 25 MiB of buffers.</summary>
/// <param name="logs">Where the files lie.</param>
/// <param name="sidecars">Where their sidecars lie.</param>
/// <param name="rules">How.</param>
/// <param name="takesOver">Indexes that were made for another root of the logs are made anew instead of left alone.</param>
internal sealed class FileIndexer(RootedFolder logs, RootedFolder sidecars, IndexRules rules, bool takesOver)
{
    /// <summary>A chunk's text, and the beginning of the event behind it.</summary>
    private const int BufferBytes = ChunkBuilder.TextBytesMax + (1 << 20);

    /// <summary>Another program's file with a NUL here is no text (wtmp, a journal).</summary>
    private const int BinaryProbeBytes = 1024;

    private readonly ChunkBuilder _builder = new(rules.Zone, rules.Formats);
    private readonly ArrayBufferWriter<byte> _chunk = new(1 << 20);
    private byte[] _buffer = [];
    private int _filled;

    /// <summary>Text that was indexed since the start, again or not.</summary>
    public long TextBytesRead { get; private set; }

    /// <summary>Why the index of the last file was made anew; null = it was not.</summary>
    public RebuildReason? Rebuilt { get; private set; }

    /// <summary>The end of the index of the last file, and of the part of it that stays.</summary>
    public (long TextEnd, long FinalEnd) Reached { get; private set; }

    /// <param name="file">As it was listed.</param>
    /// <param name="extent">How far.</param>
    /// <param name="textBytesMax">After so much text of a plain file it is somebody else's turn.</param>
    /// <param name="stop">Gives up between two chunks; what is written stays.</param>
    /// <exception cref="DiskException">The disk refused. What is written so far stays.</exception>
    public IndexOutcome Update(SearchFile file, IndexExtent extent, long textBytesMax, CancellationToken stop)
    {
        Rebuilt = null;
        Reached = default;
        using IndexText? text = IndexText.Open(logs, file);
        if (text is null)
            return IndexOutcome.Gone;
        using SidecarWriter writer = SidecarWriter.Begin(sidecars, file, rules);
        if (writer.IsForeign && !takesOver)
            return IndexOutcome.Foreign;
        if (extent == IndexExtent.Finished && IsComplete(writer, text))
            return Reach(writer, IndexOutcome.Done);
        DiscardUnlessItHolds(writer, text);
        IndexOutcome outcome = text.Plain is null
            ? Build(new Work(file, text, writer, IndexExtent.Finished, long.MaxValue, stop))
            : UpdatePlain(new Work(file, text, writer, extent, textBytesMax, stop));
        return Reach(writer, outcome);
    }

    /// <summary>Frees the memory of a large event.</summary>
    public void Trim()
    {
        if (_buffer.Length > BufferBytes)
            _buffer = [];
    }

    private static bool IsComplete(SidecarWriter writer, IndexText text) =>
        !writer.HasOtherRules && !writer.IsForeign && writer.Places.Any(place => place.IsOf(text.Status) && place.TextBytes == writer.FinalEnd);

    private void DiscardUnlessItHolds(SidecarWriter writer, IndexText text)
    {
        if (writer.WasDamaged)
            Rebuilt = RebuildReason.Damaged;
        if (writer.Header is null)
            return;
        // Compressed text cannot be gone on with, and what does not know of the compressed file has no proof.
        if (text.Plain is not null && writer.HoldsFor(text.Plain))
            return;
        Rebuilt = writer.HasOtherRules ? RebuildReason.OtherRules : RebuildReason.FileChanged;
        writer.Discard();
    }

    private IndexOutcome UpdatePlain(Work work)
    {
        (IndexText text, SidecarWriter writer) = (work.Text, work.Writer);
        bool isFinished = work.Extent == IndexExtent.Finished;
        bool isInPieces = work.Extent == IndexExtent.Settled && writer.Open.Count > 1;
        if (!isFinished && !isInPieces && writer.TextEnd == text.Status.Length)
            return IndexOutcome.Done;
        long start = isFinished
            ? writer.FinalEnd
            : OpenChunks.StartOf(writer.Open, writer.FinalEnd, text.Status.Length, work.Extent == IndexExtent.Settled);
        text.SeekTo(start);
        return Build(work);
    }

    private IndexOutcome Build(Work work)
    {
        (IndexText text, SidecarWriter writer) = (work.Text, work.Writer);
        long at = text.Position;
        long end = text.Plain is null ? long.MaxValue : text.Status.Length;
        long stopAt = work.TextBytesMax < long.MaxValue - at ? at + work.TextBytesMax : long.MaxValue;
        _filled = 0;
        MakeRoom(end - at);
        _builder.BeginFile(work.File);
        _builder.CarriedTime = CarriedTimeAt(writer, at);
        while (true)
        {
            work.Stop.ThrowIfCancellationRequested();
            bool isEnd = Fill(text, end);
            if (text.Damage != ArchiveStatus.Good || (at == 0 && IsBinary(work.File)))
                return IndexOutcome.Unreadable;
            if (isEnd)
                return end < long.MaxValue && text.Position < end ? IndexOutcome.Gone : BuildEnd(work, at);
            int taken = BuildChunk(_filled, at, isEnd: false);
            if (taken == 0)
            {
                Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, EventLines.EventBytesMax + (long)BufferBytes));
                continue;
            }

            writer.AddFinal(_buffer.AsSpan(0, taken), Record(at), _chunk.WrittenSpan);
            at += Drop(taken);
            if (at >= stopAt && text.Plain is not null)
                return IndexOutcome.More;
        }
    }

    /// <summary>The rest of the text, which is in the buffer. A chunk that did not take all of it is whole.</summary>
    private IndexOutcome BuildEnd(Work work, long at)
    {
        SidecarWriter writer = work.Writer;
        bool isFinished = work.Extent == IndexExtent.Finished;
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, _filled);
        int left = isFinished || (work.Extent != IndexExtent.Growing && text.EndsWith("\n"u8)) ? _filled : EventLines.LastStart(text);
        while (left > 0)
        {
            int taken = BuildChunk(left, at, isEnd: true);
            if (isFinished || (taken < left && at == writer.FinalEnd))
                writer.AddFinal(_buffer.AsSpan(0, taken), Record(at), _chunk.WrittenSpan);
            else
                writer.AddOpen(_buffer.AsSpan(0, taken), Record(at), _chunk.WrittenSpan);
            at += Drop(taken);
            left -= taken;
        }

        if (isFinished && writer.FinalEnd > 0)
            writer.AddPlace(FilePlace.Of(work.Text.Status, writer.FinalEnd, work.Text.Plain is null ? work.Text.Frames : null));
        return IndexOutcome.Done;
    }

    /// <summary>For the text that there is and one byte more, which shows that it is all; for a chunk and what follows at most.</summary>
    private void MakeRoom(long textBytes)
    {
        const int least = 256 << 10;
        int wanted = (int)Math.Clamp(textBytes, least - 1, BufferBytes - 1) + 1;
        if (_buffer.Length < wanted)
            _buffer = new byte[Math.Min(BufferBytes, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)wanted))];
    }

    private int BuildChunk(int length, long at, bool isEnd)
    {
        _chunk.ResetWrittenCount();
        return _builder.Build(_buffer.AsMemory(0, length), at, isEnd, _chunk);
    }

    private SidecarRecord Record(long at) => new(RecordKind.Chunk, 0, at, 0, 0, _builder.CarriedTime);

    private static long? CarriedTimeAt(SidecarWriter writer, long at)
    {
        if (at == 0)
            return null;
        return at == writer.FinalEnd ? writer.Final[^1].CarriedTime : writer.Open.First(chunk => chunk.TextEnd == at).CarriedTime;
    }

    /// <returns>True: this is all there is.</returns>
    private bool Fill(IndexText text, long end)
    {
        int room = _buffer.Length - _filled;
        int wanted = (int)Math.Min(room, end - text.Position);
        int read = text.Read(_buffer.AsSpan(_filled, wanted));
        _filled += read;
        return read < wanted || wanted < room;
    }

    /// <summary>Moves what is left to the front.</summary>
    private int Drop(int taken)
    {
        _buffer.AsSpan(taken, _filled - taken).CopyTo(_buffer);
        _filled -= taken;
        TextBytesRead += taken;
        return taken;
    }

    private bool IsBinary(SearchFile file) =>
        file.Identity is null && _buffer.AsSpan(0, Math.Min(_filled, BinaryProbeBytes)).Contains((byte)0);

    private IndexOutcome Reach(SidecarWriter writer, IndexOutcome outcome)
    {
        Reached = (writer.TextEnd, writer.FinalEnd);
        return outcome;
    }

    private sealed record Work(
        SearchFile File, IndexText Text, SidecarWriter Writer, IndexExtent Extent, long TextBytesMax, CancellationToken Stop);
}
