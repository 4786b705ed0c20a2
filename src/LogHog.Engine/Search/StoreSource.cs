using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>All that a server can search: its own log folder, and the files of others that its configuration names. For one query.</summary>
/// <param name="own">The log folder.</param>
/// <param name="others">The <c>[files:NAME]</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="findIndexes">The indexes of a set of those files; null = it has none (yet).</param>
internal sealed class StoreSource(
    FolderSource own, IReadOnlyList<FilesSettings> others, TimeProvider time, Func<FileSet, IndexFolder?>? findIndexes = null) : IRowSource
{
    private readonly List<string> _problems = [];

    /// <inheritdoc cref="FolderSource.Problems"/>
    public IReadOnlyList<string> Problems => [.. own.Problems, .. _problems];

    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation)
    {
        if (others.Count == 0)
        {
            own.Scan(requirements, receiver, cancellation);
            return;
        }

        var watched = new Watched(receiver);
        own.Scan(requirements, watched, cancellation);
        var pruning = new FilePruning(requirements);
        foreach (FilesSettings files in others)
        {
            foreach (FileSet set in files.Paths.Select(glob => new FileSet(files, glob)))
            {
                if (!watched.IsFull && pruning.MayMatch(set))
                    Scan(set, requirements, watched, cancellation);
            }
        }
    }

    private void Scan(FileSet set, QueryRequirements requirements, Watched receiver, CancellationToken cancellation)
    {
        try
        {
            using RootedFolder root = RootedFolder.Open(set.Glob.Root, create: false);
            var source = new FolderSource(root, time, set, findIndexes?.Invoke(set)) { Threads = own.Threads };
            source.Scan(requirements, receiver, cancellation);
            _problems.AddRange(source.Problems.Select(problem => $"{set.Glob.Root}/{problem}"));
        }
        catch (DiskException failure)
        {
            _problems.Add($"[files:{set.Settings.Name}] {set.Glob.Root}: {failure.Operation}: {failure.Errno}");
        }
    }

    /// <summary>Remembers that no more rows are wanted.</summary>
    private sealed class Watched(IPipeProcessor receiver) : IPipeProcessor
    {
        public bool IsFull { get; private set; }

        public bool Process(RowBatch batch)
        {
            IsFull |= !receiver.Process(batch);
            return !IsFull;
        }

        public void Flush() => receiver.Flush();
    }
}
