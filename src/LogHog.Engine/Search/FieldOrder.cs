namespace LogHog.Engine.Search;

/// <summary>
/// The order of the fields of a row that has only some of its event's: LogHog's own first, then the sender's by name. An index does not
/// know the order in which a line has them, and an answer must not depend on whether there is one.
/// </summary>
internal sealed class FieldOrder : IComparer<string>
{
    public static readonly FieldOrder Instance = new();

    private static readonly Dictionary<string, int> Own = new string[]
    {
        "_time", "_stream", "_stream_id", "_msg", "app", "host", "module", "level", "exception", "trace_id", "span_id", "received",
    }.Select(static (name, place) => (name, place)).ToDictionary(static one => one.name, static one => one.place, StringComparer.Ordinal);

    /// <summary>The place of one of LogHog's own, or the same behind them for all others.</summary>
    public static int PlaceOf(string name) => Own.TryGetValue(name, out int place) ? place : Own.Count;

    public int Compare(string? x, string? y) =>
        PlaceOf(x!).CompareTo(PlaceOf(y!)) is var byPlace and not 0 ? byPlace : string.CompareOrdinal(x, y);
}
