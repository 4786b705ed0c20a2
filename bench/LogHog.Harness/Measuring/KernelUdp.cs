using System.Globalization;

namespace LogHog.Harness.Measuring;

/// <summary>What the kernel counted of datagrams that it could not hand over.</summary>
internal static class KernelUdp
{
    /// <summary>The last column of /proc/net/udp, summed over the sockets that are bound to the port.</summary>
    public static long DropsOf(int port)
    {
        string local = port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/udp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[1].EndsWith(":" + local, StringComparison.Ordinal))
            .Sum(fields => long.Parse(fields[^1], CultureInfo.InvariantCulture));
    }

    /// <summary>A column of the line Udp in /proc/net/snmp, as <c>InDatagrams</c> or <c>RcvbufErrors</c>; of the whole machine.</summary>
    public static long Counter(string name)
    {
        string[][] lines = [.. File.ReadLines("/proc/net/snmp")
            .Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
    }
}
