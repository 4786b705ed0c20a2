using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>
/// A place among events in the order of their times: a moment, and which events of that very moment have been seen. It holds for
/// every server and folder that has the same events, across rotation, compression and a new index.
/// </summary>
/// <param name="UnixNs">The moment.</param>
/// <param name="Seen">A fingerprint of each event of that moment that was seen; doubles count.</param>
internal sealed record RowCursor(long UnixNs, IReadOnlyList<uint> Seen)
{
    /// <summary>Files with whole seconds have many events at one moment. Beyond this only the moment counts.</summary>
    private const int SeenMax = 4096;

    /// <summary>Reads <see cref="ToString"/>'s form.</summary>
    public static RowCursor? TryParse(string text)
    {
        string[] parts = text.Trim().Split('-', 2);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long unixNs))
            return null;
        var seen = new List<uint>();
        foreach (string part in parts.Length == 2 ? parts[1].Split('.') : [])
        {
            if (!uint.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint print))
                return null;
            seen.Add(print);
        }

        return new RowCursor(unixNs, seen);
    }

    /// <summary>Nanoseconds since 1970, and the fingerprints: <c>1763640000000000000-1a2b3c4d.5e6f7a8b</c>.</summary>
    public override string ToString() => Seen.Count is 0 or > SeenMax
        ? UnixNs.ToString(CultureInfo.InvariantCulture)
        : $"{UnixNs.ToString(CultureInfo.InvariantCulture)}-{string.Join('.', Seen.Select(static print => print.ToString("x8", CultureInfo.InvariantCulture)))}";

    /// <summary>What tells an event from others of its moment. The same whether it comes as JSON or from a file.</summary>
    public static uint Fingerprint(Row row)
    {
        var text = new StringBuilder();
        foreach (string field in new[] { "host", "app", "module", "level", "_msg" })
            text.Append(Encoding.UTF8.GetString(row.Get(field))).Append('\0');
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return BitConverter.ToUInt32(hash);
    }
}
