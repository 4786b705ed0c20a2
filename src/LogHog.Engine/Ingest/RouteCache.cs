using System.Numerics;
using System.Runtime.InteropServices;
using LogHog.Engine.Configuration;
using LogHog.Engine.Facilities;
using LogHog.Engine.Formats;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Ingest;

/// <summary>Where events of one application, module and (with <c>file_per_host</c>) host go.</summary>
internal sealed class Route(FacilityWriter? writer, ILineFormat format, LineContext context, SignatureVerifier? verifier)
{
    /// <summary>
    /// Null = the file has not been asked for yet: where messages must be signed, or their senders known, only one that is may bring a file into being.
    /// </summary>
    public FacilityWriter? Writer { get; set; } = writer;

    /// <summary>Asks for the file; null when it would be one too many.</summary>
    public Func<FacilityWriter?>? FindWriter { get; init; }

    public ILineFormat Format => format;

    public LineContext Context => context;

    public SignatureVerifier? Verifier => verifier;

    public bool IsQuarantine { get; init; }

    /// <summary>Names in certificates that may send here; null = anybody, also without one.</summary>
    public NamePatterns? Clients { get; init; }

    /// <summary>Only says that the host decides as well: look again with it.</summary>
    public bool IsPerHost { get; init; }

    /// <summary>The batch in which <see cref="Part"/> is this route's part.</summary>
    public long BatchNumber { get; set; } = -1;

    public int Part { get; set; }

    /// <summary>The names, one behind the other, for comparing.</summary>
    public byte[] Key { get; set; } = [];

    public int AppBytes { get; set; }

    public int ModuleBytes { get; set; }
}

/// <summary>
/// The routes a loop has met lately: one comparison instead of texts, dictionaries and locks. Two places for each name and
/// bounded whatever names arrive; who falls out is found again the slow way.
/// </summary>
internal sealed class RouteCache
{
    // A program's connection meets a handful of routes, a relay's those of a whole fleet: 200 applications with 5 modules each
    // fit into 4,096 places with a few left out. 32 KiB then, for the loops that need it.
    private const int SlotsMin = 1024;
    private const int SlotsMax = 4096;

    private Route?[] _slots = new Route?[SlotsMin];

    public Route? Find(ReadOnlySpan<byte> app, ReadOnlySpan<byte> module, ReadOnlySpan<byte> host)
    {
        int slot = Slot(app, module, host);
        return Match(_slots[slot], app, module, host) ?? Match(_slots[slot ^ 1], app, module, host);
    }

    public void Add(Route route, ReadOnlySpan<byte> app, ReadOnlySpan<byte> module, ReadOnlySpan<byte> host)
    {
        route.Key = [.. app, .. module, .. host];
        route.AppBytes = app.Length;
        route.ModuleBytes = module.Length;
        while (_slots.Length < SlotsMax && !HasRoom(SlotOf(route)))
            Grow();
        Put(route);
    }

    public void Clear() => Array.Clear(_slots);

    private static Route? Match(Route? route, ReadOnlySpan<byte> app, ReadOnlySpan<byte> module, ReadOnlySpan<byte> host)
    {
        if (route is null || route.AppBytes != app.Length || route.ModuleBytes != module.Length)
            return null;
        ReadOnlySpan<byte> key = route.Key;
        return key.Length == app.Length + module.Length + host.Length &&
            key[..app.Length].SequenceEqual(app) &&
            key.Slice(app.Length, module.Length).SequenceEqual(module) &&
            key[(app.Length + module.Length)..].SequenceEqual(host)
                ? route
                : null;
    }

    private bool HasRoom(int slot) => _slots[slot] is null || _slots[slot ^ 1] is null;

    /// <summary>To the first of its places; what was there moves to the second, and what was there goes.</summary>
    private void Put(Route route)
    {
        int slot = SlotOf(route);
        if (_slots[slot] is { } before)
            _slots[slot ^ 1] = before;
        _slots[slot] = route;
    }

    private void Grow()
    {
        Route?[] smaller = _slots;
        _slots = new Route?[smaller.Length * 2];
        foreach (Route? route in smaller)
        {
            if (route is not null)
                Put(route);
        }
    }

    private int SlotOf(Route route)
    {
        ReadOnlySpan<byte> key = route.Key;
        int names = route.AppBytes + route.ModuleBytes;
        return Slot(key[..route.AppBytes], key[route.AppBytes..names], key[names..]);
    }

    private int Slot(ReadOnlySpan<byte> app, ReadOnlySpan<byte> module, ReadOnlySpan<byte> host)
    {
        ulong hash = Mix(Mix(Mix(0x9E3779B97F4A7C15, app), module), host);
        return (int)(hash >> 40) & (_slots.Length - 1);
    }

    /// <summary>Spreads names over the slots; not meant to withstand who wants collisions: those only cost the slow way.</summary>
    private static ulong Mix(ulong hash, ReadOnlySpan<byte> text)
    {
        hash ^= (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(text)) * 0xBF58476D1CE4E5B9, 29);
            text = text[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (byte one in text)
            rest = (rest << 8) | one;
        return BitOperations.RotateLeft((hash ^ rest) * 0x94D049BB133111EB, 31);
    }
}
