using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query;

/// <summary>Where the words of a query stand in the values of one field, so that a reader can be shown why a row was found.</summary>
public sealed class QueryMarks
{
    private readonly List<FieldFilter> _filters = [];
    private readonly List<(int Start, int Length)> _marks = [];

    /// <param name="query">The query; what it excludes marks nothing.</param>
    /// <param name="field">The field that is shown.</param>
    public QueryMarks(LogsQuery query, string field) => Collect(query.Filter, field);

    /// <summary>Places in bytes, from left to right, none within another. The list holds until the next call.</summary>
    public IReadOnlyList<(int Start, int Length)> Find(ReadOnlySpan<byte> value)
    {
        _marks.Clear();
        foreach (FieldFilter filter in _filters)
        {
            filter.Mark(value, _marks);
        }

        _marks.Sort();
        int kept = 0;
        for (int i = 1; i < _marks.Count; i++)
        {
            (int start, int length) = _marks[kept];
            (int nextStart, int nextLength) = _marks[i];
            if (nextStart <= start + length)
            {
                _marks[kept] = (start, Math.Max(length, nextStart + nextLength - start));
            }
            else
            {
                _marks[++kept] = _marks[i];
            }
        }

        if (_marks.Count > kept + 1)
        {
            _marks.RemoveRange(kept + 1, _marks.Count - kept - 1);
        }

        return _marks;
    }

    private void Collect(Filter filter, string field)
    {
        if (filter is FieldFilter on && on.Field == field)
        {
            _filters.Add(on);
        }

        foreach (Filter part in filter is NotFilter ? [] : filter.Parts)
        {
            Collect(part, field);
        }
    }
}
