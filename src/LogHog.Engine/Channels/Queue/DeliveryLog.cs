using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Engine.Alerts;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Channels.Queue;

/// <summary>What became of a try.</summary>
public enum DeliveryOutcome
{
    /// <summary>The service has taken it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>It is tried again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It is not tried again: it is among the dead letters.</summary>
    [JsonStringEnumMemberName("gave_up")]
    GaveUp,

    /// <summary>Somebody pressed the test button; it went past the queue.</summary>
    [JsonStringEnumMemberName("tested")]
    Tested,
}

/// <summary>A line of a channel's delivery log.</summary>
public sealed record DeliveryEntry
{
    public required DateTimeOffset Time { get; init; }

    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>The notification's.</summary>
    public required string Id { get; init; }

    public string To { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>Which one it was, from 1.</summary>
    public int Try { get; init; }

    public int? Status { get; init; }

    public long Milliseconds { get; init; }

    /// <summary>What the service said, or why not.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>
/// What a channel has done, one JSON object a line (<c>deliveries.log</c>, then <c>.1</c> to <c>.3</c>), and what it gave up, whole
/// (<c>dead-letters.log</c>). For people: a disk that does not take a line holds up no delivery.
/// </summary>
internal sealed class DeliveryLog(RootedFolder folder)
{
    private const string Name = "deliveries.log";
    private const string DeadName = "dead-letters.log";

    // 5,000 deliveries a file; four of them are what anybody looks back for.
    private const long BytesMax = 1 << 20;
    private const int KeptMax = 3;

    private readonly Lock _gate = new();

    /// <returns>False: the disk does not take it.</returns>
    public bool Add(DeliveryEntry entry) => Write(Name, JsonSerializer.SerializeToUtf8Bytes(entry, DeliveryJson.Default.DeliveryEntry), sync: false);

    /// <summary>Durable when it returns true.</summary>
    public bool AddDead(Notification notification, string to, DateTimeOffset at, string why) => Write(
        DeadName, JsonSerializer.SerializeToUtf8Bytes(new DeadLetter(at, to, why, notification), DeliveryJson.Default.DeadLetter), sync: true);

    /// <summary>The newest, oldest of them first.</summary>
    public IReadOnlyList<DeliveryEntry> Newest(int countMax)
    {
        List<DeliveryEntry> entries = [];
        lock (_gate)
        {
            for (int number = 0; number <= KeptMax && entries.Count < countMax; number++)
                entries.InsertRange(0, Read(NumberedName(Name, number)));
        }

        return entries.Count <= countMax ? entries : entries.GetRange(entries.Count - countMax, countMax);
    }

    private IEnumerable<DeliveryEntry> Read(string name)
    {
        try
        {
            if (folder.Status(name) is null)
                return [];
            using DurableFile file = folder.OpenRead(name);
            byte[] bytes = new byte[Math.Min(file.Length, 2 * BytesMax)];
            string text = Encoding.UTF8.GetString(bytes, 0, file.Read(0, bytes));
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<DeliveryEntry>()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static DeliveryEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, DeliveryJson.Default.DeliveryEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Write(string name, byte[] json, bool sync)
    {
        lock (_gate)
        {
            try
            {
                if (folder.Status(name) is { Length: > BytesMax })
                    Rotate(name);
                if (folder.Status(name) is null)
                    folder.CreateNewPrivate(name).Dispose();
                using DurableFile file = folder.OpenAppend(name, create: false);
                file.Append([.. json, (byte)'\n']);
                if (sync)
                    file.DataSync();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private void Rotate(string name)
    {
        folder.Delete(NumberedName(name, KeptMax));
        for (int number = KeptMax - 1; number >= 0; number--)
        {
            if (folder.Status(NumberedName(name, number)) is not null)
                folder.Rename(NumberedName(name, number), NumberedName(name, number + 1), replace: true);
        }
    }

    private static string NumberedName(string name, int number) => number == 0 ? name : $"{name}.{number}";
}

/// <summary>What was given up.</summary>
internal sealed record DeadLetter(DateTimeOffset Time, string To, string Why, Notification Notification);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeliveryEntry))]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
