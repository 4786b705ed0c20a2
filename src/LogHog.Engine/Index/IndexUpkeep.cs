using System.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Index;

/// <summary>
/// Keeps the indexes of a store's files while files grow, rotate and are compressed. One step at a time: the indexer's thread and the
/// archiver's, which has a file indexed before it compresses it, take turns.
/// </summary>
/// <remarks>Nothing here throws for what the disk or a file does: what fails is counted, and the file is searched by its text.</remarks>
internal sealed class IndexUpkeep(IndexFolder indexes, ILogger log, IndexCounters? counters = null)
{
    private readonly RootedFolder _logs = indexes.Logs;
    private readonly RootedFolder _sidecars = indexes.Sidecars;
    private readonly Lock _turn = new();
    private FileIndexer? _indexer;
    private bool _toldNotAllowed;

    public IndexCounters Counters { get; } = counters ?? new();

    /// <summary>Why the last step failed; null = it did not. A full disk will refuse the next file, too.</summary>
    public DiskException? Failure { get; private set; }

    /// <summary>The end of the index of the file that was done last, and of the part of it that stays.</summary>
    public (long TextEnd, long FinalEnd) Reached { get; private set; }

    /// <returns>Null: it failed.</returns>
    public IndexOutcome? Update(SearchFile file, IndexExtent extent, long textBytesMax, CancellationToken stop)
    {
        lock (_turn)
        {
            long began = Stopwatch.GetTimestamp();
            FileIndexer indexer = _indexer ??= new FileIndexer(_logs, _sidecars, indexes.Rules, takesOver: true);
            long textBytes = indexer.TextBytesRead;
            IndexOutcome? outcome = Try(file.Path, () =>
            {
                if (file.Archive is null)
                    KeepOfRotated(file);
                else if (file.Archive is { Format: null })
                    TakeFromLive(file);
                return indexer.Update(file, extent, textBytesMax, stop);
            });
            Reached = indexer.Reached;
            indexer.Trim();
            indexes.Changed(file.Path);
            Counters.Updated(indexer.TextBytesRead - textBytes, Stopwatch.GetElapsedTime(began));
            if (indexer.Rebuilt is { } reason)
                Counters.Rebuild(reason);
            if (outcome == IndexOutcome.Unreadable)
                Counters.Unreadable();
            return outcome;
        }
    }

    /// <summary>Lets go of the memory that indexing takes, until the next file.</summary>
    public void Rest()
    {
        lock (_turn)
            _indexer = null;
    }

    /// <summary>Finishes the index of a plain archive that is about to be compressed.</summary>
    public void Complete(string archivePath, CancellationToken stop)
    {
        if (_logs.Status(archivePath) is not { Kind: FileKind.File } status)
            return;
        SearchFile archive = SearchFile.Of(archivePath, status);
        while (Update(archive, IndexExtent.Finished, long.MaxValue, stop) == IndexOutcome.More)
            stop.ThrowIfCancellationRequested();
    }

    /// <summary>Notes the compressed form of a plain archive, before it gets its name.</summary>
    /// <param name="archivePath">The plain one's.</param>
    /// <param name="plain">As it was read.</param>
    /// <param name="packed">The compressed file, finished.</param>
    /// <param name="frames">Where the text is in it.</param>
    public void Compressed(string archivePath, FileStatus plain, FileStatus packed, IReadOnlyList<TextFrame> frames)
    {
        lock (_turn)
        {
            _ = Try(archivePath, () =>
            {
                using SidecarWriter writer = SidecarWriter.Begin(_sidecars, SearchFile.Of(archivePath, plain), indexes.Rules);
                if (writer.HasOtherRules || writer.IsForeign || !writer.Places.Any(place => place.IsOf(plain) && place.TextBytes == plain.Length))
                    return IndexOutcome.Gone; // It is indexed from the compressed text, later.
                writer.AddPlace(FilePlace.Of(packed, plain.Length, frames));
                return IndexOutcome.Done;
            });
            indexes.Changed(archivePath);
        }
    }

    /// <summary>Takes the index of a file away: it was found damaged, or its file is gone.</summary>
    public void Discard(string path)
    {
        lock (_turn)
        {
            _ = Try(path, () =>
            {
                _sidecars.Delete(SidecarNames.Tail(path));
                _sidecars.Delete(SidecarNames.Main(path));
                return IndexOutcome.Gone;
            });
            indexes.Forget(path);
        }
    }

    /// <summary>Removes sidecars whose files are gone or not to be indexed, and lets go of them.</summary>
    /// <returns>Bytes that those take which stay.</returns>
    /// <exception cref="DiskException">The disk refused.</exception>
    public long Sweep(IReadOnlyList<SearchFile> files, Func<string, bool> isWanted)
    {
        lock (_turn)
        {
            long bytes = IndexSweep.Run(_logs, _sidecars, files, isWanted, log);
            indexes.KeepOnly(files.Select(static file => SidecarNames.PlainPath(file.Path)).ToHashSet(StringComparer.Ordinal));
            return bytes;
        }
    }

    public bool HasSidecar(string path) =>
        _sidecars.Status(SidecarNames.Main(path)) is not null || _sidecars.Status(SidecarNames.Tail(path)) is not null;

    /// <summary>A file that was rotated a moment ago: its index has the live file's name.</summary>
    private void TakeFromLive(SearchFile archive)
    {
        if (_sidecars.Status(SidecarNames.Main(archive.Path)) is null && IndexedId(archive.LogPath) == archive.Status.Id)
            Rename(archive.LogPath, archive.Path);
    }

    /// <summary>The live file is a new one: the index under its name is that of an archive, unless that is gone or compressed.</summary>
    private void KeepOfRotated(SearchFile live)
    {
        if (IndexedId(live.Path) is not { } indexed || indexed == live.Status.Id)
            return;
        int name = live.Path.LastIndexOf('/') + 1;
        foreach (string other in _logs.List(live.Path[..name].TrimEnd('/')))
        {
            string path = live.Path[..name] + other;
            if (ArchiveName.TryParse(other, out ArchiveName archive) && archive.Format is null && archive.BelongsTo(live.Path[name..])
                && _logs.Status(path)?.Id == indexed)
            {
                Rename(live.Path, path);
                return;
            }
        }
    }

    private void Rename(string from, string to)
    {
        SidecarWriter.Rename(_sidecars, from, to);
        indexes.Changed(from);
        indexes.Changed(to);
    }

    private FileId? IndexedId(string path) =>
        SidecarHeader.Read(_sidecars, SidecarNames.Main(path))?.FileId ?? SidecarHeader.Read(_sidecars, SidecarNames.Tail(path))?.FileId;

    private IndexOutcome? Try(string path, Func<IndexOutcome> step)
    {
        Failure = null;
        try
        {
            return step();
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            return IndexOutcome.Gone; // rotated, compressed or expired meanwhile
        }
        catch (DiskException failure) when (failure.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS or Errno.ENAMETOOLONG)
        {
            // Other programs' folders may be readable only, and their names leave no room for a suffix. One is told for all.
            if (!_toldNotAllowed)
                IndexLog.Failed(log, path, failure.Message);
            _toldNotAllowed = true;
            return IndexOutcome.Unreadable;
        }
        catch (DiskException failure)
        {
            Failure = failure;
            IndexLog.Failed(log, path, failure.Message);
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            // A line that we index wrongly must not end the server, which can serve without this index.
            IndexLog.Mistake(log, path, mistake);
        }

        Counters.Failed();
        return null;
    }
}
