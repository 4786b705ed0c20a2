using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Storage.Codecs;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>What became of an archive that was to be compressed.</summary>
internal enum CompressionOutcome : byte
{
    Compressed,

    /// <summary>Its compressed form was already there, whole and equal: the last steps were made up for.</summary>
    WasCompressed,

    /// <summary>It is not there any more (retention was faster).</summary>
    Gone,

    /// <summary>The disk refused; the plain archive stays and is tried again later.</summary>
    Failed,

    /// <summary>The disk is full: no other archive would fare better now.</summary>
    DiskFull,

    /// <summary>Something else has the compressed name; the plain archive stays for good.</summary>
    NameTaken,
}

/// <summary>
/// Replaces one rotated file by its compressed form. At every moment either the plain archive or the complete, durable compressed
/// one is there under its name: temporary name, fsync, rename, fsync of the folder, then delete the source (spec §4).
/// </summary>
/// <param name="folder">The log folder.</param>
/// <param name="log">Where problems are told.</param>
/// <param name="step">For tests: called in front of each step with its name; what it throws is a kill.</param>
/// <param name="index">Told where the text lies in the compressed file; null = nothing is indexed.</param>
internal sealed class ArchiveCompressor(RootedFolder folder, ILogger log, Action<string>? step = null, Indexer? index = null)
{
    /// <summary>Bytes read from plain archives and written to compressed ones, since the start.</summary>
    public long BytesIn { get; private set; }

    /// <inheritdoc cref="BytesIn"/>
    public long BytesOut { get; private set; }

    /// <param name="path">A plain archive, relative to the log folder.</param>
    /// <param name="settings">Format and level; the format's library is here.</param>
    /// <param name="stop">Gives up between two frames.</param>
    /// <exception cref="OperationCanceledException">Given up; the plain archive is untouched.</exception>
    public CompressionOutcome Compress(string path, CompressorSettings settings, CancellationToken stop)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        string inFolder = path[..(path.Length - name.Length)].TrimEnd('/');
        if (!ArchiveName.TryParse(name, out ArchiveName plain) || plain.Format is not null)
            throw new ArgumentException($"{path} is no plain archive", nameof(path));
        try
        {
            return Compress(inFolder, plain, settings, stop);
        }
        catch (DiskException failure)
        {
            ArchiveLog.CompressionFailed(log, path, failure.Message);
            return failure.IsFull ? CompressionOutcome.DiskFull : CompressionOutcome.Failed;
        }
    }

    /// <summary>The name under which an archive is written until it is complete; hidden, and no archive's.</summary>
    public static string TemporaryName(ArchiveName archive) => $".{archive}.tmp";

    /// <summary>True for what a kill left behind.</summary>
    public static bool IsTemporaryName(string name) =>
        name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal) && ArchiveName.TryParse(name.AsSpan(1, name.Length - 5), out _);

    private CompressionOutcome Compress(
        string inFolder, ArchiveName plain, CompressorSettings settings, CancellationToken stop)
    {
        string path = Join(inFolder, plain.ToString());
        if (folder.Status(path) is not { Kind: FileKind.File } status)
            return CompressionOutcome.Gone;
        foreach (CompressionFormat format in Enum.GetValues<CompressionFormat>())
        {
            string existing = Join(inFolder, (plain with { Format = format }).ToString());
            if (folder.Status(existing) is not null)
                return FinishEarlier(inFolder, path, existing);
        }

        ArchiveName target = plain with { Format = settings.Format };
        string temporary = Join(inFolder, TemporaryName(target));
        folder.Delete(temporary);
        try
        {
            List<TextFrame> frames = Write(path, temporary, settings, status.ModifiedAt, stop);
            // Before it has its name: a search finds the index of whichever of the two it lists.
            if (index is not null && folder.Status(temporary) is { } packed)
                index.Compressed(path, status, packed, frames);
            Step("rename", "archive.rename");
            folder.Rename(temporary, Join(inFolder, target.ToString()), replace: false);
        }
        catch (Exception failure) when (failure is DiskException or OperationCanceledException)
        {
            DeleteQuietly(temporary);
            throw;
        }
        Step("sync folder", "archive.folder_sync");
        folder.SyncFolder(inFolder);
        Step("delete", "archive.delete");
        folder.Delete(path);
        Step("done", "archive.done");
        return CompressionOutcome.Compressed;
    }

    private List<TextFrame> Write(
        string path, string temporary, CompressorSettings settings, DateTimeOffset modifiedAt, CancellationToken stop)
    {
        using DurableFile source = folder.OpenRead(path);
        Step("create", "archive.create");
        using DurableFile target = folder.CreateNew(temporary);
        using IFrameEncoder encoder = FrameEncoders.Create(settings.Format, settings.Level);
        FrameCutter pieces = new(source);
        ArrayBufferWriter<byte> frame = new();
        List<TextFrame> frames = [];
        long bytesIn = 0;
        long bytesOut = 0;
        while (pieces.Next(out ReadOnlySpan<byte> piece) || bytesOut == 0) // an empty file gets one empty frame
        {
            stop.ThrowIfCancellationRequested();
            Step("write", "archive.write");
            frame.ResetWrittenCount();
            encoder.Encode(piece, frame);
            target.WriteAt(bytesOut, frame.WrittenSpan);
            frames.Add(new TextFrame(bytesIn, piece.Length, bytesOut, frame.WrittenCount));
            bytesIn += piece.Length;
            bytesOut += frame.WrittenCount;
        }
        Step("sync", "archive.sync");
        target.SetModifiedAt(modifiedAt);
        target.Sync();
        BytesIn += pieces.Position;
        BytesOut += bytesOut;
        return frames;
    }

    /// <summary>A kill came between the rename and the deletion: the compressed form is complete. It is looked at all the same.</summary>
    private CompressionOutcome FinishEarlier(string inFolder, string path, string existing)
    {
        if (!HoldsTheSame(path, existing))
        {
            ArchiveLog.NameTaken(log, path, existing);
            return CompressionOutcome.NameTaken;
        }
        Step("sync existing", "archive.sync_existing");
        using (DurableFile file = folder.OpenRead(existing))
            file.Sync();
        folder.SyncFolder(inFolder);
        Step("delete", "archive.delete");
        folder.Delete(path);
        return CompressionOutcome.WasCompressed;
    }

    private void Step(string name, string failpoint)
    {
        step?.Invoke(name);
        Failpoints.Hit(failpoint);
    }

    private bool HoldsTheSame(string path, string existing)
    {
        using DurableFile plain = folder.OpenRead(path);
        using ArchiveReader archive = ArchiveReader.Open(folder, existing);
        byte[] packed = new byte[64 * 1024];
        byte[] expected = new byte[packed.Length];
        long position = 0;
        foreach (ArchiveFrame frame in archive.Frames)
        {
            using ArchiveTextStream text = archive.OpenText(frame);
            for (int size; (size = text.Read(packed)) > 0; position += size)
            {
                int same = plain.Read(position, expected.AsSpan(0, size));
                if (same != size || !expected.AsSpan(0, size).SequenceEqual(packed.AsSpan(0, size)))
                    return false;
            }
            if (text.Status != ArchiveStatus.Good)
                return false;
        }
        return position == plain.Length;
    }

    private void DeleteQuietly(string temporary)
    {
        try
        {
            folder.Delete(temporary);
        }
        catch (DiskException failure)
        {
            ArchiveLog.LeftOver(log, temporary, failure.Message); // the next start removes it
        }
    }

    private static string Join(string inFolder, string name) => inFolder.Length == 0 ? name : $"{inFolder}/{name}";
}
