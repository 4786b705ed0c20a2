using LogHog.Engine.Query;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Search;

/// <summary>
/// Events as rows: <c>_time</c>, <c>_stream</c>, <c>_stream_id</c>, and what <see cref="EventFields"/> says. All fields stand in the
/// order of the line, some of them in that of <see cref="FieldOrder"/>.
/// </summary>
internal sealed class EventRows(NeededFields needed)
{
    private readonly EventFields _fields = new();

    /// <summary>Whether the fields that came before are needed, by their numbers.</summary>
    private readonly (FieldKey? Key, bool IsNeeded)[] _known = new (FieldKey?, bool)[256];

    private readonly EventTexts _texts = new();
    private readonly List<(FieldKey Key, ReadOnlyMemory<byte> Value)> _chosen = [];
    private readonly bool _needsTime = needed.Needs("_time");
    private readonly bool _needsStream = needed.Needs("_stream") || needed.Needs("_stream_id");

    /// <summary>Fills the row; its values are borrowed from the event, or from here until the next.</summary>
    public void Fill(Row row, LogEvent logEvent)
    {
        row.Clear();
        if (_needsTime)
            row.Add("_time", _texts.Time(logEvent.TimeUnixNs));
        if (_needsStream)
        {
            Add(row, "_stream", _texts.Stream(logEvent.App.Span, logEvent.Host.Span, logEvent.Module.Span));
            Add(row, "_stream_id", _texts.StreamId(logEvent.App.Span, logEvent.Host.Span, logEvent.Module.Span));
        }

        _fields.Read(logEvent);
        if (needed.All)
        {
            foreach ((FieldKey key, ReadOnlyMemory<byte> value) in _fields.Values)
            {
                if (IsNeeded(key))
                    row.Add(key.Name, value);
            }

            return;
        }

        Choose();
        foreach ((FieldKey key, ReadOnlyMemory<byte> value) in _chosen)
            row.Add(key.Name, value);
    }

    /// <summary>The needed fields in the order that rows from columns have: mostly they come in it, or nearly so.</summary>
    private void Choose()
    {
        _chosen.Clear();
        foreach ((FieldKey Key, ReadOnlyMemory<byte> Value) field in _fields.Values)
        {
            if (!IsNeeded(field.Key))
                continue;
            int at = _chosen.Count;
            while (at > 0 && IsBefore(field.Key, _chosen[at - 1].Key))
                at--;
            _chosen.Insert(at, field);
        }
    }

    private static bool IsBefore(FieldKey one, FieldKey other) =>
        one.Place != other.Place ? one.Place < other.Place : string.CompareOrdinal(one.Name, other.Name) < 0;

    private bool IsNeeded(FieldKey key)
    {
        ref (FieldKey? Key, bool IsNeeded) known = ref _known[key.Number % _known.Length];
        if (!ReferenceEquals(known.Key, key))
            known = (key, needed.Needs(key.Name));
        return known.IsNeeded;
    }

    private void Add(Row row, string name, ReadOnlyMemory<byte> value)
    {
        if (needed.Needs(name))
            row.Add(name, value);
    }
}
