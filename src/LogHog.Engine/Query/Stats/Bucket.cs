using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary>Puts values into ranges: numbers, durations, moments and addresses each in their kind; all else stays as it is.</summary>
internal sealed class Bucket
{
    /// <summary>1970-01-01 was a Thursday; weeks start on Mondays.</summary>
    private const long MondayNs = 4 * Timestamps.DayNs;

    private readonly double _size;
    private readonly double _offset;
    private readonly string _calendar;
    private readonly uint _networkMask;
    private readonly bool _isNetwork;

    private Bucket(double size, double offset, string calendar = "", int? networkBits = null)
    {
        _size = size;
        _offset = offset;
        _calendar = calendar;
        _isNetwork = networkBits is not null;
        _networkMask = networkBits is null or 0 ? 0 : uint.MaxValue << (32 - networkBits.Value);
    }

    /// <summary>Length of a bucket of time in seconds; 0 = months and years, which differ, and networks.</summary>
    public double Seconds => _isNetwork ? 0 : _size / 1e9;

    public static Bucket OfSize(double size, double offset) => new(size, offset);

    public static Bucket OfNetwork(int bits, double offset) => new(0, offset, networkBits: bits);

    public static Bucket OfCalendar(string word, double offset) => new(
        word switch
        {
            "nanosecond" => 1,
            "microsecond" => 1e3,
            "millisecond" => 1e6,
            "second" => 1e9,
            "minute" => 60e9,
            "hour" => 3600e9,
            "day" => Timestamps.DayNs,
            "week" => 7 * Timestamps.DayNs,
            _ => 0,
        },
        offset,
        word is "week" or "month" or "year" ? word : "");

    /// <summary>The steps into which moments fall; null = months and years, whose lengths differ, and networks.</summary>
    public TimeStep? TimeStep => _isNetwork || _calendar is "month" or "year"
        ? null
        : new TimeStep(Math.Max(1, (long)_size), (long)_offset + (_calendar == "week" ? MondayNs : 0));

    /// <summary>The start of the bucket that a value falls into.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> text = value.Span;
        if (_isNetwork)
        {
            return IPv4.TryParse(text, out uint host) ? Utf8.Encode(IPv4.Format(host & _networkMask)) : value;
        }

        if (Timestamps.TryParse(text, out long unixNs))
        {
            return Utf8.Encode(Timestamps.Format(OfTime(unixNs)));
        }

        if (_size == 0)
        {
            return value;
        }

        if (Numbers.TryParseDecimal(text, out double number))
        {
            return Utf8.Encode(Numbers.Format(OfNumber(number)));
        }

        if (IPv4.TryParse(text, out uint address))
        {
            return Utf8.Encode(IPv4.Format((uint)Math.Max(0, OfNumber(address))));
        }

        if (Durations.TryParse(text, out long ns))
        {
            return Utf8.Encode(Durations.Format((long)OfNumber(ns)));
        }

        return ByteSizes.TryParse(text, out long bytes) ? Utf8.Encode(Numbers.Format(OfNumber(bytes))) : value;
    }

    /// <summary>The start of the bucket of a moment.</summary>
    public long OfTime(long unixNs)
    {
        long offset = (long)_offset;
        if (_calendar is "month" or "year")
        {
            DateTime time = DateTime.UnixEpoch.AddTicks((unixNs - offset) / 100);
            var start = new DateTime(time.Year, _calendar == "year" ? 1 : time.Month, 1, 0, 0, 0, DateTimeKind.Utc);
            return ((start - DateTime.UnixEpoch).Ticks * 100) + offset;
        }

        return TimeStep is { } step ? step.Floor(unixNs) : unixNs;
    }

    /// <summary>Sizes such as 0.1 are no binary fractions: whole tenths are counted, not tenths added up.</summary>
    private double OfNumber(double number)
    {
        double moved = number - _offset;
        double steps = Math.Floor(moved / _size);
        double inverse = Math.Round(1 / _size);
        double start = _size < 1 && Math.Abs((inverse * _size) - 1) < 1e-12 ? steps / inverse : steps * _size;
        return start + _offset;
    }
}
