using System.Globalization;
using System.Text.Json;

namespace LogHog.Server.Http.Intake;

/// <summary>How many requests of each channel were answered; of the newest channels, so that no sender can have more.</summary>
internal sealed class SplunkChannels
{
    private const int ChannelsMax = 1_000;
    private const int AsksMax = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _answered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _order = new();

    /// <summary>The number of a request that was stored.</summary>
    public long Next(string channel)
    {
        lock (_lock)
        {
            if (_answered.TryGetValue(channel, out long next))
            {
                _answered[channel] = next + 1;
                return next;
            }

            if (_order.Count >= ChannelsMax)
                _answered.Remove(_order.Dequeue());
            _order.Enqueue(channel);
            _answered.Add(channel, 1);
            return 0;
        }
    }

    /// <summary>The numbers that somebody asks about; null = it is no such question.</summary>
    public static IReadOnlyList<long>? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("acks", out JsonElement acks)
                || acks.ValueKind != JsonValueKind.Array || acks.GetArrayLength() > AsksMax)
                return null;
            List<long> asked = [];
            foreach (JsonElement one in acks.EnumerateArray())
            {
                if (one.ValueKind != JsonValueKind.Number || !one.TryGetInt64(out long number))
                    return null;
                asked.Add(number);
            }

            return asked;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(Utf8JsonWriter json, string channel, IReadOnlyList<long> asked)
    {
        long next;
        lock (_lock)
            next = _answered.GetValueOrDefault(channel);
        json.WriteStartObject("acks");
        foreach (long number in asked.Distinct())
            json.WriteBoolean(number.ToString(CultureInfo.InvariantCulture), number >= 0 && number < next);
        json.WriteEndObject();
    }
}
