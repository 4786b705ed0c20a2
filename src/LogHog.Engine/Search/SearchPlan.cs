using LogHog.Engine.Index;
using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Search;

/// <summary>Which pieces of a file have to be searched, and in which order those of many files.</summary>
internal static class SearchPlan
{
    /// <summary>Text without an index is cut into pieces of so many bytes, so that cores can work side by side.</summary>
    private const long PieceBytes = 4 << 20;

    /// <summary>So many files are open at once while those with the newest events are looked for.</summary>
    private const int FilesMax = 512;

    /// <summary>The pieces of a file that may have matching events.</summary>
    /// <param name="file">Each piece shares it.</param>
    /// <param name="query">What is searched for.</param>
    public static IEnumerable<SearchUnit> Of(OpenedFile file, SearchQuery query)
    {
        if (file.IsBinary())
            yield break;
        var rest = new TextPart(0, null, null, IsTimeKnown: true);
        if (file.Index is { } index)
        {
            foreach (Chunk chunk in index.Chunks)
            {
                if (chunk.Events > 0 && !ChunkColumns.Time(chunk, file.FileUnixNs).Intersect(query.Time).IsEmpty)
                    yield return new ChunkUnit(file.Share(), chunk);
            }

            if (file.IsPacked || index.IndexedTextBytes >= file.Length)
                yield break;
            rest = rest with { From = index.IndexedTextBytes, TimeBefore = index.Chunks.Count == 0 ? null : index.Chunks[^1].TimeAfter };
        }

        while (!file.IsPacked && file.Length - rest.From > 2 * PieceBytes)
        {
            long end = EventStarts.From(file.Plain, rest.From + PieceBytes, file.Length);
            if (end >= file.Length)
                break;
            yield return new TextUnit(file.Share(), rest with { To = end });
            rest = new TextPart(end, null, null, IsTimeKnown: false);
        }

        yield return new TextUnit(file.Share(), rest);
    }

    /// <summary>The pieces in the order in which rows are wanted, as long as any can have such: first those of which no times are known.</summary>
    public static IEnumerable<SearchUnit> InOrderOf(WantedTimes wanted, IEnumerable<SearchUnit> units, SearchQuery query)
    {
        var waiting = new List<ChunkUnit>();
        try
        {
            OpenedFile? last = null;
            int files = 0;
            foreach (SearchUnit unit in units)
            {
                if (unit is not ChunkUnit chunk)
                {
                    yield return unit;
                    continue;
                }

                files += ReferenceEquals(last, unit.File) ? 0 : 1;
                last = unit.File;
                waiting.Add(chunk);
                if (files < FilesMax)
                    continue;
                foreach (ChunkUnit next in TakeBest(wanted, waiting, query))
                    yield return next;
                (last, files) = (null, 0);
            }

            foreach (ChunkUnit next in TakeBest(wanted, waiting, query))
                yield return next;
        }
        finally
        {
            waiting.ForEach(static unit => unit.File.Release());
        }
    }

    /// <summary>Empties the list from its end: the best first, and lets go of those that cannot be wanted any more.</summary>
    private static IEnumerable<ChunkUnit> TakeBest(WantedTimes wanted, List<ChunkUnit> waiting, SearchQuery query)
    {
        if (query.Filter is AllFilter or TimeFilter)
            wanted.Expect([.. waiting.Select(static unit => unit.Chunk).Where(HasBest).Select(chunk => wanted.Rank(chunk.MinTime, chunk.MaxTime))]);
        waiting.Sort((a, b) => Rank(wanted, a).CompareTo(Rank(wanted, b)));
        while (waiting.Count > 0)
        {
            ChunkUnit best = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
            if (wanted.MayBeWanted(Rank(wanted, best)))
                yield return best;
            else
                best.File.Release();
        }

        // The first and the last time of a chunk are those of events in it.
        bool HasBest(Chunk chunk) => chunk.MinTime <= chunk.MaxTime && query.Time.Contains(chunk.MinTime) && query.Time.Contains(chunk.MaxTime);
    }

    private static long Rank(WantedTimes wanted, ChunkUnit unit) => wanted.Rank(unit.Time.FromUnixNs, unit.Time.ToUnixNs);
}
