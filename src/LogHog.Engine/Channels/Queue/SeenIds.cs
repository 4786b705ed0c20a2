namespace LogHog.Engine.Channels.Queue;

/// <summary>What was told already, so that it is not told again; for a time and a number that are bounded.</summary>
internal sealed class SeenIds
{
    // Whoever hands over a notification again does so at its next start, or after an hour of a hanging disk.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    // 100 bytes each: a megabyte for a channel that is never silent.
    public const int CountMax = 10_000;

    private readonly Dictionary<(string Id, string To), DateTimeOffset> _ids = [];
    private readonly Queue<(string Id, string To, DateTimeOffset At)> _order = [];

    public int Count => _ids.Count;

    public IEnumerable<(string Id, string To, DateTimeOffset At)> All => _order;

    public bool Contains(string id, string to) => _ids.ContainsKey((id, to));

    public void Add(string id, string to, DateTimeOffset at)
    {
        if (!_ids.TryAdd((id, to), at))
            return;
        _order.Enqueue((id, to, at));
        while (_order.TryPeek(out var oldest) && (_order.Count > CountMax || at - oldest.At > Kept))
        {
            _order.Dequeue();
            _ids.Remove((oldest.Id, oldest.To));
        }
    }
}
