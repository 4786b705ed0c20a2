using System.Globalization;

namespace LogHog.Harness.Measuring;

/// <summary>Prints a server's memory, and what each of its connections has added since the first reading.</summary>
internal sealed class MemoryMeter(int pid, int httpPort, int connections)
{
    private (long Resident, long Anonymous, long Kernel, double? Managed)? _first;

    public async Task ReadAsync(string moment)
    {
        long resident = ProcessMeter.StatusBytes(pid, "VmRSS"), anonymous = ProcessMeter.StatusBytes(pid, "RssAnon"), kernel = KernelSlabBytes();
        double? managed = await ManagedBytesAsync();
        Console.WriteLine($"{moment}:");
        Console.WriteLine($"  resident {resident / 1e6:F1} MB, of it anonymous {anonymous / 1e6:F1} MB" +
            (managed is { } heap ? $", managed heap {heap / 1e6:F1} MB" : string.Empty));
        _first ??= (resident, anonymous, kernel, managed);
        if (_first.Value is var first && first.Resident != resident)
        {
            Console.WriteLine($"  a connection: resident {Each(resident - first.Resident)}, anonymous {Each(anonymous - first.Anonymous)}" +
                (managed - first.Managed is { } grown ? $", managed {Each(grown)}" : string.Empty) +
                $"; both ends in the kernel {Each(kernel - first.Kernel)}");
        }
    }

    private string Each(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / connections:N0} bytes");

    // The whole machine's; only a hint.
    private static long KernelSlabBytes() =>
        long.Parse(File.ReadLines("/proc/meminfo").First(line => line.StartsWith("Slab:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    // The metric that a .NET server shows of its heap, if it shows one.
    private async Task<double?> ManagedBytesAsync()
    {
        using var client = new HttpClient();
        try
        {
            string metrics = await client.GetStringAsync(new Uri($"http://127.0.0.1:{httpPort}/metrics"));
            string? line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith("loghog_process_managed_bytes", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
