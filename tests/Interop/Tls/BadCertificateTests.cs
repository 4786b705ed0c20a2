using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;

namespace LogHog.Interop.Tests.Tls;

/// <summary>The matrix of bad certificates, shown by Python's ssl to each TLS address of an engine.</summary>
public sealed class BadCertificateTests(TlsEngine engine) : IClassFixture<TlsEngine>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Cases => [.. BadCertificates.All.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_refused_with_its_reason_and_taken_with_the_fault_mended(string name)
    {
        BadCertificate one = BadCertificates.All.Single(one => one.Name == name);
        string bad = one.MakeBad(engine.Root, engine.OtherRoot, engine.Revoke);
        string good = one.MakeGood(engine.Root);
        foreach (int port in engine.Ports)
        {
            double refused = engine.Refused(one.Reason);
            long received = Received();
            await Show(port, one.IsMissing ? null : bad);
            Assert.True(engine.Refused(one.Reason) == refused + 1, $"not refused, or for another reason: {Reasons()}");
            Assert.Equal(received, Received());
            Assert.True(engine.HasSaid($": {MetricNames.Label(one.Reason)}: {TlsRefusalAdvice.For(one.Reason)}"), "the log says nothing of it");

            double taken = engine.Metric("loghog_tls_handshakes_total");
            TlsAnswer answer = await Show(port, good);
            Assert.True(engine.Metric("loghog_tls_handshakes_total") == taken + 1, $"the twin is refused: {Reasons()}");
            Assert.Equal("", answer.Error);
            await Until(() => Received() == received + 1);
        }
    }

    [Fact]
    public void There_are_at_least_sixty() =>
        Assert.True(BadCertificates.All.Count >= 60, $"{BadCertificates.All.Count}");

    private long Received() => engine.Host.Engine.Snapshot().Inputs.Where(static input => input.Input is "loghog_tls" or "further").Sum(static input => input.Received);

    private string Reasons() => string.Join(", ", Enum.GetValues<TlsRefusal>()
        .Where(static reason => reason != TlsRefusal.None).Select(reason => $"{reason} {engine.Refused(reason)}").Where(static text => !text.EndsWith(" 0", StringComparison.Ordinal)));

    /// <summary>Connects, and waits until the engine has made up its mind.</summary>
    private async Task<TlsAnswer> Show(int port, string? pem)
    {
        double outcomes = engine.Outcomes;
        string file = engine.File("client.pem");
        if (pem is not null)
            await File.WriteAllTextAsync(file, pem);
        TlsAnswer answer = await engine.Client.ConnectAsync(new { port, pem = pem is null ? null : file, payload = TlsClient.Payload("shop", "hello") });
        await Until(() => engine.Outcomes > outcomes || answer.Error.StartsWith("ValueError", StringComparison.Ordinal));
        return answer;
    }

    private static async Task Until(Func<bool> wanted)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!wanted())
            await Task.Delay(5, limit.Token);
    }
}
