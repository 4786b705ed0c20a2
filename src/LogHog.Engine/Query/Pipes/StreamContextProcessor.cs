using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Looks the neighbours of rows up, stream by stream. Between groups that do not touch stands a row whose message is <c>---</c>.</summary>
internal sealed class StreamContextProcessor(StreamContextPipe pipe, PipeContext context, IPipeProcessor next) : IPipeProcessor
{
    private readonly Dictionary<string, Stream> _streams = [];

    /// <summary>A stream, and the times of its rows whose neighbours are wanted.</summary>
    private sealed record Stream(IReadOnlyList<StreamLabel> Labels, HashSet<long> Times);

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Row row = batch[i];
            if (!row.TryGetTime(out long unixNs))
            {
                throw new LogsQlException("stream_context needs rows with _time; put it right after the filter");
            }

            List<StreamLabel> labels = [.. StreamFilter.Labels.Select(label => new StreamLabel(label, "=", [Utf8.Decode(row.Get(label))]))];
            string key = string.Join(',', labels);
            if (!_streams.TryGetValue(key, out Stream? stream))
            {
                _streams[key] = stream = new Stream(labels, []);
            }

            if (stream.Times.Add(unixNs))
            {
                context.Budget.Take(24);
            }
        }

        return true;
    }

    public void Flush()
    {
        var emitter = new Emitter(next, context.Cancellation);
        bool first = true;
        foreach ((_, Stream stream) in _streams.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!Emit(stream, emitter, ref first))
            {
                break;
            }
        }

        emitter.Flush();
    }

    private bool Emit(Stream stream, Emitter emitter, ref bool first)
    {
        var time = new TimeBounds(stream.Times.Min() - pipe.WindowNs, stream.Times.Max() + pipe.WindowNs);
        var around = new RowStore(context.Budget);
        Filter filter = FilterLogic.And([new StreamFilter([stream.Labels]), TimeFilter.Between(time)]);
        context.Source.Scan(QueryRequirements.Of(filter), around, context.Cancellation);
        List<(long UnixNs, long Row)> rows = around.Sorted();
        bool[] wanted = Mark(rows, stream.Times);
        var before = new Row();
        int last = -1;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!wanted[i])
            {
                continue;
            }

            if (!first && last != i - 1)
            {
                around.Read(rows[last < 0 ? i : last].Row, before);
                AddSeparator(emitter.Add(), before);
            }

            around.Read(rows[i].Row, emitter.Add());
            (first, last) = (false, i);
            if (!emitter.Pass())
            {
                return false;
            }
        }

        // The rows live no longer than this stream.
        bool wantsMore = emitter.Pass(all: true);
        around.Release();
        return wantsMore;
    }

    private bool[] Mark(List<(long UnixNs, long Row)> rows, HashSet<long> times)
    {
        bool[] wanted = new bool[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            if (!times.Contains(rows[i].UnixNs))
            {
                continue;
            }

            for (long j = Math.Max(0, i - pipe.Before); j <= Math.Min(rows.Count - 1, i + pipe.After); j++)
            {
                wanted[j] |= Math.Abs(rows[(int)j].UnixNs - rows[i].UnixNs) <= pipe.WindowNs;
            }
        }

        return wanted;
    }

    private static void AddSeparator(Row separator, Row before)
    {
        separator.Set("_time", before.GetMemory("_time"));
        separator.Set("_stream", before.GetMemory("_stream"));
        separator.Set("_stream_id", before.GetMemory("_stream_id"));
        separator.Set("_msg", "---"u8.ToArray());
    }

    /// <summary>The rows of a stream, by their times.</summary>
    private sealed class RowStore(MemoryBudget budget) : IPipeProcessor
    {
        private readonly List<(long UnixNs, long Row)> _places = [];
        private readonly KeptRows _rows = new(budget);

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch[i].TryGetTime(out long unixNs))
                {
                    _places.Add((unixNs, _rows.Add(batch[i])));
                }
            }

            return true;
        }

        public void Flush()
        {
        }

        /// <summary>Those of one time in the order in which they came.</summary>
        public List<(long UnixNs, long Row)> Sorted()
        {
            _places.Sort();
            return _places;
        }

        public void Read(long row, Row into) => _rows.Read(row, into);

        public void Release() => _rows.Release();
    }
}
