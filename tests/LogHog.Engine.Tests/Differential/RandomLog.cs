using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// Random events of a few applications, hosts and modules over two days, in the order in which they are written: mostly by time.
/// Within a stream no two have the same millisecond, so that time and stream together tell rows apart.
/// </summary>
internal sealed class RandomLog
{
    public static readonly long StartUnixNs = Unix("2026-11-18T00:00:00Z");

    public static readonly long EndUnixNs = Unix("2026-11-20T00:00:00Z");

    private const long MillisecondNs = 1_000_000;

    private static readonly string[] Apps = ["shop", "auth", "web.front", "Ünï", "one\"two", "billing"];

    private static readonly string[] Modules = ["", "", "web", "web.requests", "cron", "shop"];

    private static readonly string[] Hosts = ["", "web-1", "web-1", "web-2", "db.example.org", "10.0.0.7"];

    private static readonly Severity[] Levels =
        [Severity.None, Severity.Error, Severity.Warn, Severity.Debug4, Severity.Info, Severity.Info, Severity.Info, Severity.Info];

    private readonly Random _random;
    private readonly RandomTexts _texts;
    private readonly List<Facility> _facilities;
    private readonly HashSet<(string Stream, long Millisecond)> _moments = [];
    private readonly List<UInt128> _traces;

    private RandomLog(Random random, int paddingBytesMax)
    {
        _random = random;
        _texts = new RandomTexts(random) { PaddingBytesMax = paddingBytesMax };
        _facilities = [.. Apps.Select(app => new Facility(
            app,
            random.Next(6) switch { 0 => LineFormatKind.Classic, 1 or 2 => LineFormatKind.Json, _ => LineFormatKind.Standard },
            random.Next(3) == 0,
            [.. Modules.Where(module => module.Length == 0 || random.Next(2) == 0).Distinct(StringComparer.Ordinal)]))];
        _traces = [.. Enumerable.Range(0, 40).Select(_ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()))];
    }

    public List<LoggedEvent> Events { get; } = [];

    /// <param name="random">The same one makes the same log.</param>
    /// <param name="events">How many.</param>
    /// <param name="paddingBytesMax">See <see cref="RandomTexts.PaddingBytesMax"/>.</param>
    public static RandomLog Create(Random random, int events, int paddingBytesMax)
    {
        var log = new RandomLog(random, paddingBytesMax);
        long step = (EndUnixNs - StartUnixNs) / events;
        for (int i = 0; i < events; i++)
        {
            // Some senders' clocks go slow, and some events were kept back for a while.
            long lateNs = random.Next(20) == 0 ? random.NextInt64(3_600_000_000_000) : random.NextInt64(5 * step);
            log.Add(i, Math.Max(StartUnixNs, StartUnixNs + (i * step) - lateNs));
        }

        return log;
    }

    /// <summary>All rows, for the naive answer.</summary>
    public MemoryRowSource ToMemory()
    {
        var source = new MemoryRowSource();
        foreach (LoggedEvent logged in Events)
            source.Add(logged.Row);
        return source;
    }

    private void Add(int number, long timeUnixNs)
    {
        // Some applications log much more than others.
        Facility facility = _facilities[Math.Min(_random.Next(Apps.Length), _random.Next(Apps.Length))];
        string module = Pick(Modules);
        string host = Pick(Hosts);
        if (facility.IsFilePerHost && host.Length == 0)
            host = "web-1";
        LogPlace file = facility.FileOf(module, host);
        var logged = new LogEvent
        {
            TimeUnixNs = Moment($"{facility.App}|{host}|{(file.Format == LineFormatKind.Classic ? file.Module : module)}", timeUnixNs),
            App = Utf8.Encode(facility.App),
            Module = Utf8.Encode(module),
            Host = Utf8.Encode(host),
            Severity = Levels[_random.Next(Levels.Length)],
            Body = _texts.Message(),
            Exception = _random.Next(15) == 0 ? Utf8.Encode($"Traceback\n  File \"x.py\", line {_random.Next(9)}\nKeyError: {_texts.Sentence()}") : default,
            TraceId = _random.Next(3) == 0 ? _traces[_random.Next(_traces.Count)] : UInt128.Zero,
            SpanId = _random.Next(5) == 0 ? (ulong)_random.NextInt64() : 0,
            ReceivedUnixNs = _random.Next(4) == 0 ? timeUnixNs + _random.NextInt64(90_000_000_000) : 0,
        };
        AddFields(logged, number);
        Events.Add(new LoggedEvent(logged, file, ExpectedRow.Of(logged, file)));
    }

    /// <summary>The first millisecond from there on that the stream has no event in yet.</summary>
    private long Moment(string stream, long unixNs)
    {
        while (!_moments.Add((stream, unixNs / MillisecondNs)))
            unixNs += MillisecondNs;
        return _random.Next(3) == 0 ? unixNs / MillisecondNs * MillisecondNs : unixNs;
    }

    private void AddFields(LogEvent to, int number)
    {
        Maybe(10, "seq", FieldKind.Number, number.ToString(CultureInfo.InvariantCulture));
        Maybe(5, "status", FieldKind.Number, Pick("200", "200", "200", "204", "301", "404", "500", "503"));
        Maybe(5, "bytes", FieldKind.Number, _random.Next(200_000).ToString(CultureInfo.InvariantCulture));
        Maybe(5, "path", FieldKind.Text, Pick(RandomTexts.Paths));
        Maybe(6, "user", FieldKind.Text, Pick(RandomTexts.Users));
        Maybe(5, "ip", FieldKind.Text, _texts.Address());
        Maybe(4, "took", FieldKind.Text, $"{_random.Next(1, 3000)}ms");
        Maybe(3, "duration", FieldKind.Number, (_random.Next(30_000) / 1000.0).ToString(CultureInfo.InvariantCulture));
        Maybe(3, "num", FieldKind.Text, _texts.Mixed());
        Maybe(3, "tags", FieldKind.Text, $"[\"a\",\"t{_random.Next(4)}\"]");
        Maybe(2, "kv", FieldKind.Text, $"k={_random.Next(3)} user={Pick(RandomTexts.Users)}");
        Maybe(2, "json", FieldKind.Text, $$"""{"user":"{{Pick("alice", "bob")}}","n":{{_random.Next(99)}},"deep":{"x":[1,2]} }""");
        Maybe(2, "http.request.method", FieldKind.Text, Pick("GET", "POST"));
        Maybe(1, "my field", FieldKind.Text, _texts.Sentence());
        Maybe(1, "flag", FieldKind.Bool, Pick("true", "false"));
        Maybe(1, Pick("app", "level", "_msg", "received", "user", "status"), FieldKind.Text, "forged");

        void Maybe(int tenths, string name, FieldKind kind, string value)
        {
            if (_random.Next(10) < tenths)
                to.Fields.Add(new EventField(Utf8.Encode(name), kind, Utf8.Encode(value)));
        }
    }

    private static long Unix(string time) => Timestamps.TryParse(Encoding.ASCII.GetBytes(time), out long unixNs) ? unixNs : throw new FormatException(time);

    private string Pick(params string[] from) => from[_random.Next(from.Length)];

    /// <summary>Which files an application has.</summary>
    private sealed record Facility(string App, LineFormatKind Format, bool IsFilePerHost, List<string> Modules)
    {
        public LogPlace FileOf(string module, string host)
        {
            string own = Modules.Where(one => one.Length == 0 || module == one || module.StartsWith(one + ".", StringComparison.Ordinal)).MaxBy(static one => one.Length)!;
            return new LogPlace(App, own, IsFilePerHost ? host : "", Format);
        }
    }
}
