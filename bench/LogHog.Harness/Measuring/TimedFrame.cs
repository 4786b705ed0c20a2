using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LogHog.Harness.Measuring;

/// <summary>A message that says when it was sent (<see cref="Stopwatch.GetTimestamp"/>, the same for all processes of a machine).</summary>
internal static class TimedFrame
{
    private const string Marker = "sent=";

    /// <summary>Of application <c>bench</c>, sent now.</summary>
    public static byte[] Make(string module)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":1,"app_id":"bench","module":"{{module}}","stamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"nsecs":1000,"hostname":"web01","body":"{{Marker}}{{Stopwatch.GetTimestamp()}} GET /orders/4711 200 in 12 ms"}"""));
        byte[] frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        payload.CopyTo(frame, 8);
        return frame;
    }

    /// <returns>Null when the line has no such message, or not yet the whole of it.</returns>
    public static double? MillisecondsSince(ReadOnlySpan<char> line)
    {
        int at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            return null;
        ReadOnlySpan<char> rest = line[(at + Marker.Length)..];
        int end = rest.IndexOf(' ');
        return end < 0 ? null : Stopwatch.GetElapsedTime(long.Parse(rest[..end], CultureInfo.InvariantCulture)).TotalMilliseconds;
    }
}
