using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LogHog.Engine.Formats.Python;

/// <summary>What holds in a time zone at a moment.</summary>
/// <param name="OffsetSeconds">East of Greenwich.</param>
/// <param name="Abbreviation"><c>CET</c>, ASCII.</param>
internal readonly record struct ZoneMoment(int OffsetSeconds, byte[] Abbreviation);

/// <summary>
/// Offsets to the second and abbreviations, from the system's own file of the zone (TZif, RFC 9636): .NET knows no abbreviations and rounds
/// offsets to minutes. What lies behind the file's last change follows <see cref="TimeZoneInfo"/> for the offset and the file's rule for the name.
/// </summary>
internal sealed class ZoneFile
{
    private const string Folder = "/usr/share/zoneinfo";
    private const int HeaderBytes = 44;
    private const int TypeBytes = 6;

    /// <summary>The largest zone of the database has 3.5 KB.</summary>
    private const int FileBytesMax = 1 << 20;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> OffsetCharacters = SearchValues.Create("+-0123456789:");

    private readonly TimeZoneInfo _zone;
    private long[] _changes = [];
    private byte[] _typeOf = [];
    private ZoneMoment[] _types = [];
    private ZoneMoment[] _ruleNames = [];

    private ZoneFile(TimeZoneInfo zone) => _zone = zone;

    /// <summary>The zone's file; where there is none the offset is <see cref="TimeZoneInfo"/>'s, and the name is the offset.</summary>
    public static ZoneFile Of(TimeZoneInfo zone)
    {
        var file = new ZoneFile(zone);
        if (zone.Equals(TimeZoneInfo.Utc))
        {
            file._ruleNames = [new ZoneMoment(0, [.. "UTC"u8])];
            return file;
        }

        string path = Path.Combine(Environment.GetEnvironmentVariable("TZDIR") ?? Folder, zone.Id);
        try
        {
            if (!File.Exists(path))
                path = zone.Equals(TimeZoneInfo.Local) ? "/etc/localtime" : path;
            if (new FileInfo(path) is { Exists: true, Length: <= FileBytesMax })
                file.Read(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            file._changes = [];
        }

        return file;
    }

    public ZoneMoment At(long second)
    {
        int change = Array.BinarySearch(_changes, second);
        change = change >= 0 ? change : ~change - 1;
        if (_changes.Length > 0 && change < 0)
            return _types[0];
        if (change >= 0 && (change < _changes.Length - 1 || _ruleNames.Length == 0))
            return _types[_typeOf[change]];
        int offset = (int)_zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond)).TotalSeconds;
        foreach (ZoneMoment rule in _ruleNames)
        {
            if (rule.OffsetSeconds == offset)
                return rule;
        }

        return new ZoneMoment(offset, Numeric(offset));
    }

    // The second part of the file has times of 64 bits; the first is for readers of long ago.
    private void Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes || !file.StartsWith("TZif"u8) || file[4] < '2')
            return;
        file = file[(HeaderBytes + BodyBytes(file, timeBytes: 4))..];
        int changes = Count(file, 3);
        int types = Count(file, 4);
        ReadOnlySpan<byte> body = file[HeaderBytes..];
        ReadOnlySpan<byte> typeOf = body.Slice(changes * sizeof(long), changes);
        ReadOnlySpan<byte> typeRecords = body[(changes * (sizeof(long) + 1))..];
        ReadOnlySpan<byte> names = typeRecords[(types * TypeBytes)..];
        _types = new ZoneMoment[types];
        for (int i = 0; i < types; i++)
        {
            ReadOnlySpan<byte> type = typeRecords.Slice(i * TypeBytes, TypeBytes);
            ReadOnlySpan<byte> name = names[type[5]..];
            _types[i] = new ZoneMoment(BinaryPrimitives.ReadInt32BigEndian(type), name[..name.IndexOf((byte)0)].ToArray());
        }

        _changes = new long[changes];
        for (int i = 0; i < changes; i++)
            _changes[i] = BinaryPrimitives.ReadInt64BigEndian(body[(i * sizeof(long))..]);
        _typeOf = typeOf.ToArray();
        _ruleNames = ReadRule(Encoding.ASCII.GetString(file[(HeaderBytes + BodyBytes(file, timeBytes: 8))..]).Trim('\n'));
        if (typeOf.ContainsAnyExceptInRange((byte)0, (byte)(types - 1)))
            _changes = [];
    }

    private static int BodyBytes(ReadOnlySpan<byte> header, int timeBytes) =>
        (Count(header, 3) * (timeBytes + 1)) + (Count(header, 4) * TypeBytes) + Count(header, 5) + (Count(header, 2) * (timeBytes + 4)) + Count(header, 1) + Count(header, 0);

    // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
    private static int Count(ReadOnlySpan<byte> header, int which) => BinaryPrimitives.ReadInt32BigEndian(header[(20 + (which * 4))..]);

    /// <summary><c>CET-1CEST,M3.5.0,M10.5.0/3</c> (POSIX): the names and offsets of both halves of the year.</summary>
    private static ZoneMoment[] ReadRule(string rule)
    {
        string text = rule.Split(',')[0];
        if (!TryTakeName(ref text, out string standard) || !TryTakeOffset(ref text, out int offset))
            return [];
        var first = new ZoneMoment(offset, Encoding.ASCII.GetBytes(standard));
        if (!TryTakeName(ref text, out string daylight))
            return [first];
        if (!TryTakeOffset(ref text, out int daylightOffset))
            daylightOffset = offset + 3600;
        return [first, new ZoneMoment(daylightOffset, Encoding.ASCII.GetBytes(daylight))];
    }

    private static bool TryTakeName(ref string text, out string name)
    {
        int end = text.StartsWith('<') ? text.IndexOf('>', StringComparison.Ordinal) : text.AsSpan().IndexOfAnyExcept(Letters);
        end = end < 0 ? text.Length : end;
        name = text[..end].TrimStart('<');
        text = text[end..].TrimStart('>');
        return name.Length > 0;
    }

    /// <summary>Hours, minutes and seconds west of Greenwich.</summary>
    private static bool TryTakeOffset(ref string text, out int seconds)
    {
        int end = text.AsSpan().IndexOfAnyExcept(OffsetCharacters);
        end = end < 0 ? text.Length : end;
        string[] parts = text[..end].TrimStart('+', '-').Split(':');
        bool isNegative = text.StartsWith('-');
        text = text[end..];
        seconds = 0;
        for (int i = 0, unit = 3600; i < parts.Length && unit > 0; i++, unit /= 60)
        {
            if (!int.TryParse(parts[i], out int number))
                return false;
            seconds += number * unit;
        }

        seconds = isNegative ? seconds : -seconds;
        return true;
    }

    private static byte[] Numeric(int offset)
    {
        int minutes = Math.Abs(offset) / 60;
        string text = $"{(offset < 0 ? '-' : '+')}{minutes / 60:00}{(minutes % 60 == 0 ? "" : $"{minutes % 60:00}")}";
        return Encoding.ASCII.GetBytes(text);
    }}
