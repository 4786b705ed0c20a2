using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Durability;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Channels;

/// <summary>The queue alone: what outlives the process, what is told once, what is told together.</summary>
public sealed class DeliveryQueueTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public DeliveryQueueTests() => _folder = RootedFolder.Open(_temp.Path, create: false);

    [Fact]
    public void What_was_added_is_there_after_a_restart_in_its_order()
    {
        using (DeliveryQueue queue = Open())
        {
            queue.Add(Some.Notification("a"), [""]);
            queue.Add(Some.Notification("b"), ["x", "y"]);
        }

        using DeliveryQueue again = Open();
        Assert.Equal(["a:", "b:x", "b:y"], Drain(again));
        Assert.Equal(Some.Notification("a").Link, new Uri("https://logs.example.org/ui?q=disk"));
    }

    [Fact]
    public void A_notification_keeps_all_of_itself()
    {
        Notification notification = Some.Notification() with { Kind = NotificationKind.Resolved, Severity = AlertSeverity.Critical };
        using (DeliveryQueue queue = Open())
            queue.Add(notification, [""]);

        using DeliveryQueue again = Open();
        Notification found = again.First()!.Notification;
        Assert.Equal(notification.Labels, found.Labels);
        Assert.Equal(notification.Lines, found.Lines);
        Assert.Equal(notification with { Labels = [], Lines = [] }, found with { Labels = [], Lines = [] });
    }

    [Fact]
    public void What_waits_or_was_told_is_not_told_again_also_after_a_restart()
    {
        using (DeliveryQueue queue = Open())
        {
            queue.Add(Some.Notification("a"), [""]);
            queue.Add(Some.Notification("a"), [""]);
            Assert.Equal(["a:"], Drain(queue));
            queue.Add(Some.Notification("a"), [""]);
            Assert.Equal(2, queue.Duplicates);
        }

        using DeliveryQueue again = Open();
        again.Add(Some.Notification("a"), [""]);
        again.Add(Some.Notification("b"), [""]);
        Assert.Equal(["b:"], Drain(again));
    }

    [Fact]
    public void Ids_are_remembered_up_to_a_number()
    {
        SeenIds seen = new();
        for (int i = 0; i <= SeenIds.CountMax; i++)
            seen.Add($"id-{i}", "", DateTimeOffset.UnixEpoch);

        Assert.Equal(SeenIds.CountMax, seen.Count);
        Assert.False(seen.Contains("id-0", ""));
        Assert.True(seen.Contains("id-1", ""));
    }

    [Fact]
    public void Beyond_its_limit_what_comes_is_told_together_and_counted()
    {
        using (DeliveryQueue queue = Open(countMax: 10))
        {
            for (int i = 0; i < 25; i++)
                queue.Add(Some.Notification($"n-{i}", $"title {i}") with { Severity = i == 20 ? AlertSeverity.Critical : AlertSeverity.Info }, [""]);
            Assert.Equal(11, queue.Count);
        }

        using DeliveryQueue again = Open(countMax: 10);
        for (int i = 0; i < 10; i++)
            again.Complete(again.First()!);
        Notification fold = again.First()!.Notification;
        Assert.Equal("… and 15 more notifications", fold.Title);
        Assert.Equal(15, fold.Count);
        Assert.Equal(AlertSeverity.Critical, fold.Severity);
        Assert.Equal("title 24", fold.Lines[^1]);
        // Each of them counts as told: handing them over again changes nothing.
        again.Add(Some.Notification("n-13"), [""]);
        Assert.Equal("… and 15 more notifications", again.First()!.Notification.Title);
    }

    [Fact]
    public void What_is_being_sent_does_not_change_any_more()
    {
        using DeliveryQueue queue = Open(countMax: 10);
        for (int i = 0; i < 12; i++)
            queue.Add(Some.Notification($"n-{i}"), [""]);
        for (int i = 0; i < 10; i++)
            queue.Complete(queue.First()!);
        QueuedNotification fold = queue.First()!;
        queue.Seal(fold);

        queue.Add(Some.Notification("later"), [""]);

        Assert.Equal(2, fold.Notification.Count);
        Assert.Equal([fold.Notification.Id + ":", "later:"], Drain(queue));
    }

    [Fact]
    public void A_line_that_a_crash_has_cut_is_dropped_and_the_rest_stays()
    {
        using (DeliveryQueue queue = Open())
        {
            queue.Add(Some.Notification("a"), [""]);
            queue.Add(Some.Notification("b"), [""]);
        }

        byte[] whole = File.ReadAllBytes(_temp["queue"]);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = first; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(_temp["queue"], whole[..length]);
            using DeliveryQueue again = Open();
            Assert.Equal("a", again.First()!.Notification.Id);
            Assert.Equal(1, again.Count);
            again.Add(Some.Notification("c"), [""]);
        }

        using DeliveryQueue last = Open();
        Assert.Equal(["a:", "c:"], Drain(last));
        Assert.DoesNotContain(Directory.GetFiles(_temp.Path), static file => file.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Damage_is_set_aside_counted_and_the_rest_serves()
    {
        using (DeliveryQueue queue = Open())
        {
            for (int i = 0; i < 5; i++)
                queue.Add(Some.Notification($"n-{i}"), [""]);
        }

        byte[] bytes = File.ReadAllBytes(_temp["queue"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_temp["queue"], bytes);

        RecordFile<QueueRecord> file = OpenFile();
        using DeliveryQueue again = new(file, TimeProvider.System);
        Assert.Equal(1, file.DamagedLines);
        Assert.Equal(bytes, File.ReadAllBytes(_temp[file.SetAside!]));
        Assert.Equal(["n-0:", "n-1:", "n-3:", "n-4:"], Drain(again));
    }

    [Fact]
    public void Its_file_does_not_grow_for_ever()
    {
        using DeliveryQueue queue = Open();
        for (int i = 0; i < 400; i++)
        {
            queue.Add(Some.Notification($"n-{i}") with { Text = new string('x', 16_000) }, [""]);
            queue.Complete(queue.First()!);
        }

        Assert.InRange(new FileInfo(_temp["queue"]).Length, 1, 2 << 20);
        queue.Add(Some.Notification("n-5"), [""]);
        Assert.Equal(0, queue.Count);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    private DeliveryQueue Open(int countMax = 1000) => new(OpenFile(), TimeProvider.System) { CountMax = countMax };

    private RecordFile<QueueRecord> OpenFile() => new(_folder, QueueRecord.Format, TimeProvider.System);

    private static List<string> Drain(DeliveryQueue queue)
    {
        List<string> told = [];
        while (queue.First() is { } entry)
        {
            told.Add($"{entry.Notification.Id}:{entry.To}");
            Assert.Null(queue.Complete(entry));
        }

        return told;
    }
}
