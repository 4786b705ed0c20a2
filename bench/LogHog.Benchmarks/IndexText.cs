using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Protocols.Events;

namespace LogHog.Benchmarks;

/// <summary>
/// The text of a log file as the server writes it: web access with fields, authentication, and application lines with ids, of about
/// 250 bytes each. The same number of bytes is always the same text.
/// </summary>
internal static class IndexText
{
    private static readonly string[] Hosts = ["web01", "web02", "app-eu-1.example.net", "db01"];
    private static readonly string[] Paths = ["/", "/cart", "/api/v2/orders", "/api/v2/customers", "/static/app.js", "/login", "/search", "/api/v2/stock"];
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
    private static readonly string[] Statuses = ["200", "200", "200", "200", "204", "301", "404", "500"];
    private static readonly string[] People = ["alice", "bob", "carol", "Ana María", "Jürgen", "deploy", "www-data", "mallory"];
    private static readonly string[] Steps = ["reserved in the warehouse", "handed to the carrier", "paid by card", "refused by the payment provider", "sent to the customer"];

    public static byte[] Of(int bytes)
    {
        var random = new Random(7);
        var format = LineFormats.CreateFormat(LineFormatKind.Standard, TimeZoneInfo.Utc);
        var text = new ArrayBufferWriter<byte>(bytes + 1024);
        var context = new LineContext("shop"u8.ToArray());
        var logEvent = new LogEvent();
        long time = 1_795_173_516_000_000_000;
        while (text.WrittenCount < bytes)
        {
            time += random.Next(2_000) * 1_000L;
            logEvent.Clear();
            logEvent.TimeUnixNs = time;
            logEvent.App = context.App;
            logEvent.Host = Utf8(Pick(random, Hosts));
            switch (random.Next(3))
            {
                case 0: Access(logEvent, random); break;
                case 1: Authentication(logEvent, random); break;
                default: Application(logEvent, random); break;
            }

            format.Write(logEvent, text, context);
        }

        return text.WrittenSpan.ToArray();
    }

    private static void Access(LogEvent to, Random random)
    {
        string path = Pick(random, Paths);
        string status = Pick(random, Statuses);
        (to.Module, to.Severity) = (Utf8("web.access"), status == "500" ? Severity.Error : Severity.Info);
        to.Body = Utf8(string.Create(CultureInfo.InvariantCulture, $"{Pick(random, Methods)} {path}?page={random.Next(40)} answered {status} \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\""));
        Add(to, "ip", $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(4)}.{random.Next(1, 255)}", FieldKind.Text);
        Add(to, "status", status, FieldKind.Number);
        Add(to, "path", path, FieldKind.Text);
        Add(to, "duration_ms", random.Next(1, 1500).ToString(CultureInfo.InvariantCulture), FieldKind.Number);
        Add(to, "bytes", random.Next(200, 90_000).ToString(CultureInfo.InvariantCulture), FieldKind.Number);
    }

    private static void Authentication(LogEvent to, Random random)
    {
        (to.Module, to.Severity) = (Utf8("auth.login"), random.Next(10) == 0 ? Severity.Warn : Severity.Info);
        to.Body = Utf8(string.Create(CultureInfo.InvariantCulture, $"Accepted publickey for {Pick(random, People)} from {random.Next(1, 224)}.{random.Next(256)}.{random.Next(4)}.{random.Next(1, 255)} port {random.Next(1024, 65_536)} ssh2: ED25519 SHA256:{random.NextInt64():x16}, the session was opened by the agent of the user's own machine after one attempt"));
        Add(to, "session", random.Next(100_000).ToString(CultureInfo.InvariantCulture), FieldKind.Number);
    }

    private static void Application(LogEvent to, Random random)
    {
        (to.Module, to.Severity) = (Utf8("orders"), (Severity)(5 + (4 * random.Next(4))));
        to.Body = Utf8(string.Create(CultureInfo.InvariantCulture, $"Order {random.Next(100_000)} of customer '{Pick(random, People)}' was {Pick(random, Steps)} after {random.Next(2, 900)} ms and {random.Next(1, 4)} attempts; the next step is due when its state has been confirmed"));
        Add(to, "tenant", $"t{random.Next(300)}", FieldKind.Text);
        to.TraceId = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64());
    }

    private static void Add(LogEvent to, string name, string value, FieldKind kind) => to.Fields.Add(new EventField(Utf8(name), kind, Utf8(value)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
