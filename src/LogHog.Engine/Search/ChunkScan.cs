using LogHog.Engine.Index;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>
/// From a chunk of an index to the rows that match: columns decide where they can, and rows are made of columns where these have all
/// fields; only for the other events the text is read. One per worker.
/// </summary>
internal sealed class ChunkScan(SearchQuery query, EventReader reader, RowSender sender)
{
    /// <summary>Some sixty events: of a block, mostly its last are the newest that are wanted.</summary>
    private const int EndBytes = 16 << 10;

    private readonly ChunkCondition _condition = ChunkCondition.Of(query.Filter);
    private readonly ChunkColumns _columns = new();
    private readonly EventVerdicts _verdicts = new();
    private readonly ColumnRows _fromColumns = new(query, sender);
    private readonly BlockEvents _events = new();
    private readonly RawWords _words = new(query.Words);
    private readonly EventRows _rows = new(query.RowFields);
    private readonly EventView _view = new(reader.Event);
    private readonly Row _row = new();
    private readonly List<(long Rank, int Block)> _blocksByTime = [];
    private long[] _ranks = new long[1024];
    private int[] _ranked = new int[1024];

    /// <summary>Blocks whose rows have been sent.</summary>
    private ulong _done;

    /// <returns>The parts that have to be searched without the index, since it is damaged or the text lies elsewhere; mostly none.</returns>
    public IReadOnlyList<TextPart> Read(OpenedFile file, Chunk chunk)
    {
        _done = 0;
        try
        {
            _columns.Begin(chunk, file.FileUnixNs);
            if (chunk.Events == 0 || _columns.BlocksOf(query.Words) == 0)
                return [];
            reader.Begin(file.File);
            _events.Begin(file);
            if (query.Wanted is { } wanted)
                ReadWanted(wanted, file.FileUnixNs);
            else
                ReadAll();
            return [];
        }
        catch (IndexDamageException)
        {
            file.Index!.ReportDamage();
            return Left(chunk);
        }
        catch (TextMovedException)
        {
            return Left(chunk);
        }
        finally
        {
            _columns.Clear();
        }
    }

    /// <summary>Sends what was added up over chunks.</summary>
    public void Finish()
    {
        _events.End();
        _fromColumns.Finish();
    }

    private List<TextPart> Left(Chunk chunk)
    {
        if (_done == 0)
            return [new TextPart(chunk.TextOffset, chunk.TextOffset + chunk.TextBytes, chunk.TimeBefore, IsTimeKnown: true)];
        var left = new List<TextPart>();
        for (int i = 0; i < _columns.Blocks.Length; i++)
        {
            BlockInfo block = _columns.Blocks[i];
            long from = chunk.TextOffset + block.TextOffset;
            if ((_done & (1UL << i)) == 0 && block.TextBytes > 0)
                left.Add(new TextPart(from, from + block.TextBytes, block.TimeBefore, IsTimeKnown: true));
        }

        return left;
    }

    private void ReadAll()
    {
        _condition.Decide(_columns, _verdicts);
        if (_verdicts.IsNever)
            return;
        bool hasColumns = _fromColumns.TryBegin(_columns, _verdicts);
        if (!hasColumns || !_verdicts.IsDecided)
        {
            for (int i = 0; i < _columns.Blocks.Length && !sender.IsFull; i++)
            {
                query.Cancellation.ThrowIfCancellationRequested();
                ReadBlock(_columns.Blocks[i], hasColumns);
                if (!hasColumns)
                    _done |= 1UL << i;
            }
        }

        if (hasColumns)
        {
            _done = ulong.MaxValue;
            _fromColumns.Send(_verdicts);
        }
    }

    /// <summary>Decides by the text, and sends rows of it unless columns have them.</summary>
    private void ReadBlock(BlockInfo block, bool hasColumns)
    {
        (int from, int to) = (block.FirstEvent, block.FirstEvent + block.Events);
        if (!_verdicts.CanHold(from, to) || (hasColumns && _verdicts.IsDecidedIn(from, to)))
            return;
        _events.Read(_columns.Chunk.TextOffset, block);
        if (!_verdicts.HoldsIn(from, to) && !_words.MayMatch(_events.Text.Span))
        {
            _verdicts.Exclude(from, to);
            return;
        }

        reader.CarriedTime = block.TimeBefore;
        if (_words.Needle is { } needle && !_verdicts.HoldsIn(from, to) && !_events.Text.Span.Contains((byte)'\\') && _events.AreLines(block))
        {
            ReadHits(needle, from, to, hasColumns);
            return;
        }

        _events.Cut(block);
        int read = 0;
        for (int i = 0; i < block.Events && !sender.IsFull; i++)
        {
            bool holds = _verdicts.DoesHold(from + i);
            if (!_verdicts.CanHold(from + i) || (hasColumns && holds))
                continue;
            if (!holds && !_words.MayMatch(_events[i].Span))
            {
                _verdicts.Decide(from + i, holds: false);
                continue;
            }

            reader.Read(_events[i], _events.Text[read.._events.StartOf(i)]);
            read = _events.EndOf(i);
            if (!holds)
                holds = _view.Matches(query.Filter);
            if (hasColumns)
                _verdicts.Decide(from + i, holds);
            else if (holds)
                SendFromText();
        }
    }

    /// <summary>Looks for the needle, and only at the lines in which it stands; a line is an event.</summary>
    private void ReadHits(RawNeedle needle, int from, int to, bool hasColumns)
    {
        ReadOnlyMemory<byte> text = _events.Text;
        (int read, int counted, int next) = (0, 0, from);
        int number = from;
        for (int at = 0; !sender.IsFull;)
        {
            int hit = needle.IndexIn(text.Span[at..]);
            if (hit < 0)
                break;
            hit += at;
            int start = at + text.Span[at..hit].LastIndexOf((byte)'\n') + 1;
            number += text.Span[counted..start].Count((byte)'\n');
            counted = start;
            int length = text.Span[hit..].IndexOf((byte)'\n') + 1;
            at = length == 0 ? text.Length : hit + length;
            if (!_verdicts.CanHold(number) || !_words.MayMatch(text.Span[start..at]))
                continue;
            reader.Read(text[start..at], text[read..start]);
            read = at;
            if (!_view.Matches(query.Filter))
                continue;
            if (!hasColumns)
            {
                SendFromText();
                continue;
            }

            _verdicts.Exclude(next, number);
            _verdicts.Decide(number, holds: true);
            next = number + 1;
        }

        if (hasColumns)
            _verdicts.Exclude(next, to);
    }

    private void SendFromText()
    {
        _rows.Fill(_row, reader.Event);
        sender.Add(_row);
    }

    /// <summary>Block by block, and event by event, in the order in which they are wanted, as long as any can be among the wanted.</summary>
    private void ReadWanted(WantedTimes wanted, long fileUnixNs)
    {
        _blocksByTime.Clear();
        ulong blocks = _columns.BlocksOf(query.Words);
        for (int i = 0; i < _columns.Blocks.Length; i++)
        {
            BlockInfo block = _columns.Blocks[i];
            var time = new TimeBounds(block.MinTime, block.MaxTime);
            if (_columns.Chunk.HasFileTime)
                time = time.Cover(new TimeBounds(fileUnixNs, fileUnixNs));
            if (block.Events > 0 && (blocks & (1UL << i)) != 0 && !time.Intersect(query.Time).IsEmpty)
                _blocksByTime.Add((wanted.Rank(time.FromUnixNs, time.ToUnixNs), i));
        }

        _blocksByTime.Sort(static (a, b) => b.Rank.CompareTo(a.Rank));
        foreach ((long rank, int number) in _blocksByTime)
        {
            query.Cancellation.ThrowIfCancellationRequested();
            if (sender.IsFull || !wanted.MayBeWanted(rank))
                return;
            ReadWanted(wanted, _columns.Blocks[number]);
            _done |= 1UL << number;
        }
    }

    private void ReadWanted(WantedTimes wanted, BlockInfo block)
    {
        _columns.SetRun(block.FirstEvent, block.Events);
        _condition.Decide(_columns, _verdicts);
        if (_verdicts.IsNever)
            return;
        bool hasColumns = _fromColumns.TryBegin(_columns, _verdicts);
        int candidates = Rank(wanted);
        // Before any row is sent: after that, nothing may be found missing.
        int textFrom = candidates == 0 || (hasColumns && _verdicts.IsDecided) ? 0 : ReadText(block, _ranked[candidates - 1]);
        for (int i = candidates - 1; i >= 0 && wanted.MayBeWanted(_ranks[i]); i--)
        {
            int index = _ranked[i];
            bool holds = _verdicts.DoesHold(index);
            if (!holds || !hasColumns)
            {
                if (index < textFrom)
                    textFrom = ReadText(block, 0);
                if (!holds && !_words.MayMatch(_events[index].Span))
                    continue;
                ReadOne(index);
                if (!holds && !_view.Matches(query.Filter))
                    continue;
            }

            wanted.Add(_columns.Times()[index]);
            if (hasColumns)
                _fromColumns.SendOne(index);
            else
                SendFromText();
        }
    }

    /// <summary>The end of a block's text, if the first event that is asked for is there; else all of it.</summary>
    /// <returns>The first event whose text was read.</returns>
    private int ReadText(BlockInfo block, int firstWanted)
    {
        if (firstWanted >= block.Events / 2 && _events.ReadEnd(_columns.Chunk.TextOffset, block, EndBytes) is var from && from <= firstWanted)
        {
            ReadOne(from);
            return from;
        }

        _events.Read(_columns.Chunk.TextOffset, block);
        _events.Cut(block);
        return 0;
    }

    /// <summary>Sorts the events that may match and be wanted by their rank, the best last.</summary>
    private int Rank(WantedTimes wanted)
    {
        ReadOnlySpan<long> times = _columns.Times();
        if (_ranks.Length < times.Length)
            (_ranks, _ranked) = (new long[times.Length], new int[times.Length]);
        int count = 0;
        bool isSorted = true;
        for (int i = 0; i < times.Length; i++)
        {
            long rank = wanted.Rank(times[i]);
            if (!_verdicts.CanHold(i) || !wanted.MayBeWanted(rank))
                continue;
            isSorted &= count == 0 || _ranks[count - 1] <= rank;
            (_ranks[count], _ranked[count]) = (rank, i);
            count++;
        }

        if (!isSorted)
            Array.Sort(_ranks, _ranked, 0, count);
        return count;
    }

    /// <summary>Out of order: the time of a line that has none of its own stands in the index.</summary>
    /// <exception cref="IndexDamageException">The text is not the one that was indexed.</exception>
    private void ReadOne(int index)
    {
        reader.CarriedTime = null;
        reader.Read(_events[index]);
        long unixNs = _columns.Times()[index];
        if (reader.HasFileTime)
            reader.Event.TimeUnixNs = unixNs;
        else if (reader.Event.TimeUnixNs != unixNs)
            throw new IndexDamageException("the text is not the one that was indexed");
    }
}
