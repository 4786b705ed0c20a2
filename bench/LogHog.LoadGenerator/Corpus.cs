using System.Globalization;
using System.Text;

namespace LogHog.LoadGenerator;

/// <summary>
/// Messages as real programs write them: web access, authentication and application lines of a few applications, modules
/// and hosts, with bodies that vary around 256 bytes. The same seed gives the same messages, for whichever server.
/// </summary>
internal sealed class Corpus(int seed)
{
    private const int BodyBytesMean = 256;
    private const int BodyBytesSpread = 80;

    private static readonly string[] Apps = ["shop", "billing", "gateway", "identity"];
    private static readonly string[] Modules = ["web.requests", "web.access", "db.pool", "auth.login", "jobs.mailer"];
    private static readonly string[] Hosts = ["web01", "web02", "app-eu-1.example.net", "app-eu-2.example.net", "db01"];
    private static readonly string[] Paths = ["/", "/cart", "/api/v2/orders", "/api/v2/customers", "/static/app.js", "/login"];
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
    private static readonly int[] Statuses = [200, 200, 200, 204, 301, 304, 404, 500];
    private static readonly string[] People = ["alice", "bob", "carol", "Ana María", "Jürgen", "deploy", "www-data"];
    private static readonly string[] Details =
    [
        "upstream=10.0.3.17:8443", "cache=MISS", "cache=HIT", "tenant=acme", "region=eu-central-1", "attempt=3", "queue=default",
        "tls=TLSv1.3", "cipher=TLS_AES_256_GCM_SHA384", "pool=primary", "rows=214", "released=true", "shard=07", "build=2026.11.3",
    ];

    /// <summary>How many different senders <see cref="Of"/> knows.</summary>
    public static int Senders => Apps.Length * Hosts.Length;

    /// <summary>The messages of one sender: one application on one host, several modules.</summary>
    public Message[] Of(int sender, int count)
    {
        var random = new Random(seed * 31 + sender);
        string app = Apps[sender % Apps.Length];
        string host = Hosts[sender / Apps.Length % Hosts.Length];
        return [.. Enumerable.Range(0, count).Select(_ => new Message(app, Pick(random, Modules), host, Body(random)))];
    }

    /// <summary>The messages of a relay: every application, module and host in turn over one connection.</summary>
    public Message[] OfAll(int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            new Message(Pick(random, Apps), Pick(random, Modules), Pick(random, Hosts), Body(random)))];
    }

    private static string Body(Random random)
    {
        int textBytes = BodyBytesMean + random.Next(-BodyBytesSpread, BodyBytesSpread + 1) - Marker.HeadBytes - Marker.TailBytes;
        var text = new StringBuilder(random.Next(3) switch
        {
            0 => Access(random),
            1 => Authentication(random),
            _ => Application(random),
        });
        while (Encoding.UTF8.GetByteCount(text.ToString()) < textBytes)
            text.Append(' ').Append(Pick(random, Details));
        string all = text.ToString();
        while (Encoding.UTF8.GetByteCount(all) > textBytes)
            all = all[..^1];
        return Marker.Wrap(all.TrimEnd());
    }

    private static string Access(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Address(random)} - {Pick(random, People)} \"{Pick(random, Methods)} {Pick(random, Paths)}?page={random.Next(40)} HTTP/1.1\" " +
        $"{Pick(random, Statuses)} {random.Next(200, 90_000)} \"https://shop.example.com{Pick(random, Paths)}\" " +
        $"\"Mozilla/5.0 (X11; Linux x86_64; rv:128.0)\" rt=0.{random.Next(1000):D3}");

    private static string Authentication(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"Accepted publickey for {Pick(random, People)} from {Address(random)} port {random.Next(1024, 65_536)} ssh2: " +
        $"ED25519 SHA256:{random.NextInt64():x16}{random.NextInt64():x16} session={random.Next(100_000)}");

    private static string Application(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"Order {random.Next(100_000)} of customer '{Pick(random, People)}' needed {random.Next(2, 900)} ms: payment provider answered " +
        $"{Pick(random, Statuses)} after {random.Next(1, 4)} attempts (correlation {random.NextInt64():x16})");

    private static string Address(Random random) => $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
