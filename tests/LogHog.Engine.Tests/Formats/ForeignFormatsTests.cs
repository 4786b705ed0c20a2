using System.Globalization;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;
using static LogHog.Engine.Tests.Formats.LineTests;

namespace LogHog.Engine.Tests.Formats;

/// <summary>Lines as other programs write them, each through the whole list of readers.</summary>
public sealed class ForeignFormatsTests
{
    private static readonly DateTimeOffset Newest = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    // syslog, old and new
    [InlineData("Nov 20 12:18:36 web01 sshd[4711]: Failed password for root from 10.0.0.1 port 22 ssh2",
        "2026-11-20T11:18:36Z host=web01 module=sshd process.pid=4711 | Failed password for root from 10.0.0.1 port 22 ssh2")]
    [InlineData("Dec  1 02:03:04 web01 kernel: [    0.000000] Linux version 6.1", "2025-12-01T01:03:04Z host=web01 module=kernel | [    0.000000] Linux version 6.1")]
    [InlineData("Nov 20 12:18:36 web01 last message repeated 3 times", "2026-11-20T11:18:36Z host=web01 | last message repeated 3 times")]
    [InlineData("<38>Nov 20 12:18:36 web01 su[9]: x", "2026-11-20T11:18:36Z INFO host=web01 module=su process.pid=9 | x")]
    [InlineData("2026-11-20T12:18:36.464316+01:00 web01 CRON[77]: (root) CMD (true)", "2026-11-20T11:18:36.464316Z host=web01 module=CRON process.pid=77 | (root) CMD (true)")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Appli\\]cation\"] \uFEFFAn event",
        "2003-10-11T22:14:15.003Z INFO2 app=evntslog host=mymachine.example.com module=ID47 exampleSDID@32473.iut=3 exampleSDID@32473.eventSource=Appli]cation | An event")]
    // web servers
    [InlineData("127.0.0.1 - frank [10/Oct/2026:13:55:36 -0700] \"GET /a.gif?x=1 HTTP/1.0\" 200 2326 \"http://e.com/\" \"Mozilla/4.08 [en] \\\"x\\\"\"",
        "2026-10-10T20:55:36Z client.address=127.0.0.1 user.name=frank http.request.method=GET url.original=/a.gif?x=1 url.path=/a.gif http.response.status_code=200 "
        + "http.response.body.size=2326 http.request.header.referer=http://e.com/ user_agent.original=Mozilla/4.08 [en] \\\"x\\\" | *")]
    [InlineData("example.com:443 ::1 - - [20/Nov/2026:12:18:36 +0100] \"-\" 408 -", "2026-11-20T11:18:36Z client.address=::1 http.response.status_code=408 | *")]
    [InlineData("2026/11/20 12:18:36 [error] 123#123: *1 open() failed", "2026-11-20T11:18:36Z ERROR | [error] 123#123: *1 open() failed")]
    [InlineData("[Fri Nov 20 12:18:36.464316 2026] [core:warn] [pid 9] AH00098: pid file", "2026-11-20T11:18:36.464316Z WARN | [core:warn] [pid 9] AH00098: pid file")]
    // Python
    [InlineData("2026-11-20 12:18:36,464 - shop.pay - WARNING - low - stock", "2026-11-20T11:18:36.464Z WARN module=shop.pay | low - stock")]
    [InlineData("[2026-11-20 12:18:36 +0100] [12] [INFO] Booting worker", "2026-11-20T11:18:36Z INFO | [12] [INFO] Booting worker")]
    [InlineData("[2026-11-20 12:18:36,464: ERROR/MainProcess] Task raised", "2026-11-20T11:18:36.464Z ERROR | ERROR/MainProcess] Task raised")]
    [InlineData("WARNING:shop.pay:text: more", "- WARN module=shop.pay | text: more")]
    // JSON, logfmt
    [InlineData("{\"level\":\"warn\",\"time\":1795173516464,\"pid\":7,\"hostname\":\"h\",\"msg\":\"m\",\"req\":{\"id\":1}}", "2026-11-20T11:18:36.464Z WARN host=h pid=7 req.id=1 | m")]
    [InlineData("{\"log\":\"line\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T11:18:36.464316789Z\"}", "2026-11-20T11:18:36.464316789Z stream=stderr | line\n")]
    [InlineData("time=\"2026-11-20T11:18:36Z\" level=info msg=\"a b\" n=1 flag", "2026-11-20T11:18:36Z INFO n=1 flag=true | a b")]
    [InlineData("ts=2026-11-20T11:18:36.4Z caller=main.go:1 lvl=eror msg=x", "2026-11-20T11:18:36.4Z caller=main.go:1 lvl=eror | x")]
    // anything with a time
    [InlineData("2026-11-20 12:18:36 status installed man-db:amd64 2.11.2-2", "2026-11-20T11:18:36Z | status installed man-db:amd64 2.11.2-2")]
    [InlineData("2026-11-20 12:18:36 install tzdata:amd64 <none> 2024a-0", "2026-11-20T11:18:36Z | install tzdata:amd64 <none> 2024a-0")]
    [InlineData("2026-11-20T11:18:36Z INFO started", "2026-11-20T11:18:36Z INFO | INFO started")]
    public void Reads(string line, string expected) => Assert.Equal(expected.Replace("| *", "| " + line, StringComparison.Ordinal), Shown(line));

    [Theory]
    [InlineData("just words")]
    [InlineData("")]
    [InlineData("Traceback (most recent call last):")]
    [InlineData("{\"a\":")]
    [InlineData("Nov 31 12:18:36 web01 sshd[1]: x")]
    [InlineData("2026-13-20 12:18:36 x")]
    [InlineData("WARN nothing:here")]
    [InlineData("a b=c time=2026-11-20T11:18:36Z")]
    public void Leaves_what_it_does_not_know(string line) => Assert.Null(Shown(line));

    /// <summary>Whatever stands in a line, no reader throws, and what none takes is left as it is.</summary>
    [Fact]
    public void Takes_any_bytes()
    {
        Random random = TestKit.SeededRandom.Create();
        string[] seeds = [.. typeof(ForeignFormatsTests).GetMethod(nameof(Reads))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!)];
        ILineParser[] parsers = LineParsers.Create(Berlin, isOwn: false);
        var read = new LogEvent();
        int taken = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] line = Bytes(seeds[random.Next(seeds.Length)]).ToArray();
            for (int changes = random.Next(4); changes > 0 && line.Length > 0; changes--)
                line[random.Next(line.Length)] = (byte)random.Next(256);
            line = line[random.Next(3)..(random.Next(3) == 0 ? random.Next(3, line.Length) : line.Length)];
            taken += Array.Exists(parsers, parser => parser.TryParse(line, new LineContext(default, 1), read)) ? 1 : 0;
        }

        Assert.InRange(taken, 10_000, 90_000);
    }

    private static string? Shown(string line)
    {
        var read = new LogEvent();
        var context = new LineContext(default, (Newest.Ticks - DateTime.UnixEpoch.Ticks) * 100);
        ILineParser? parser = Array.Find(LineParsers.Create(Berlin, isOwn: false), one => one.TryParse(Bytes(line), context, read));
        if (parser is null)
            return null;
        List<string> parts = [parser.HasTime ? Engine.Query.Values.Timestamps.Format(read.TimeUnixNs) : "-"];
        if (read.Severity != Severity.None)
            parts.Add(read.Severity.ToString().ToUpperInvariant());
        Add("app", read.App);
        Add("host", read.Host);
        Add("module", read.Module);
        foreach (EventField field in read.Fields)
            Add(Text(field.Name), field.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', parts)} | {Text(read.Body)}");

        void Add(string name, ReadOnlyMemory<byte> value)
        {
            if (!value.IsEmpty)
                parts.Add($"{name}={Text(value)}");
        }
    }
}
