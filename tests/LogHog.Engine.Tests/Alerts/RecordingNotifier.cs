using System.Collections.Concurrent;
using LogHog.Engine.Alerts;

namespace LogHog.Engine.Tests.Alerts;

/// <summary>A channel that remembers, as a real one does, which ids it has.</summary>
internal sealed class RecordingNotifier : INotifier
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Notification> _told = new();

    /// <summary>Each once, in order.</summary>
    public IReadOnlyList<Notification> Told => [.. _told];

    public IReadOnlyList<string> Titles => [.. _told.Select(static one => one.Title)];

    /// <summary>Called before anything is taken.</summary>
    public Action<Notification> Before { get; set; } = static _ => { };

    public bool Knows(string channel) => channel == "phone";

    public void Enqueue(string channel, Notification notification, string? recipient = null)
    {
        Before(notification);
        if (_ids.TryAdd(notification.Id, true))
            _told.Enqueue(notification);
    }

    public async Task WaitFor(int count) => await WaitUntil(() => _told.Count >= count, () => $"{_told.Count} of {count}: {string.Join('\n', Titles)}");

    public static async Task WaitUntil(Func<bool> wanted, Func<string> state)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!wanted())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException(state());
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
