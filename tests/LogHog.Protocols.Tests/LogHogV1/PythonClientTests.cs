using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.LogHogV1;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.LogHogV1;

/// <summary>Frames made by real Pythons, which share no code with us, read field for field.</summary>
public sealed class PythonClientTests
{
    private static readonly string[] Bodies =
    [
        "hello", "", "a\nb\tc\r\n", "Ana María €😀", "\u0000\u001f\u007f\u2028", "\"quoted\\\"", "\ud800 alone \udce9",
        "Traceback (most recent call last):\n  File \"x.py\", line 3, in f\nValueError: é", new('x', 20_000),
    ];

    public static TheoryData<string> Installed => [.. Pythons.Versions.Select(Pythons.Find).OfType<string>()];

    [Theory]
    [MemberData(nameof(Installed))]
    public void What_Python_sends_arrives_field_for_field(string python)
    {
        const string Nonce = "AAECAwQFBgcICQoLDA0ODw";
        Dictionary<string, object>[] ways =
        [
            new() { ["hostname"] = "wéb01" },
            new() { ["hostname"] = "web01", ["compression"] = true },
            new() { ["hostname"] = "web01", ["secret"] = "geheim é" },
            new() { ["hostname"] = "web01", ["secret"] = "geheim é", ["compression"] = true },
            new() { ["hostname"] = "web01", ["secret"] = "geheim é", ["version"] = 2, ["nonce"] = Nonce },
            new() { ["hostname"] = "", ["secret"] = "geheim é", ["version"] = 2, ["key_id"] = "k", ["compression"] = true },
        ];
        var cases = ways.SelectMany(way => Bodies.Select(body => (Way: way, Body: body))).ToArray();
        string json = "[" + string.Join(',', cases.Select(one =>
            $$"""{"app":"shop","module":"root.web","created":1479632316.5,"body":{{JsonText(one.Body)}},"options":{{JsonSerializer.Serialize(one.Way)}}}""")) + "]";

        ReadOnlyMemory<byte> stream = Run(python, json);
        var decoder = new LogHogDecoder();
        var e = new LogEvent();
        foreach ((Dictionary<string, object> way, string body) in cases)
        {
            DecodeStatus status = decoder.Decode(stream, e, out int consumed, out RejectReason reason);
            Assert.Equal((DecodeStatus.Event, RejectReason.None), (status, reason));
            stream = stream[consumed..];
            Assert.Equal("shop", Frames.Text(e.App));
            Assert.Equal("web", Frames.Text(e.Module));
            Assert.Equal(way["hostname"], Frames.Text(e.Host));
            Assert.Equal(1479632316_500000000, e.TimeUnixNs);
            Assert.Equal(Wtf8.GetBytes(body), e.Body.ToArray());
            Assert.Empty(e.Fields);
            AssertSigned(e.Signature, way);
        }
        Assert.True(stream.IsEmpty);
    }

    [Fact]
    public void There_is_a_Python_to_test_with() => Assert.NotEmpty(Installed);

    private static void AssertSigned(SignatureClaim claim, Dictionary<string, object> way)
    {
        int version = way.ContainsKey("version") ? 2 : way.ContainsKey("secret") ? 1 : 0;
        Assert.Equal(version, claim.Version);
        if (version == 0)
            return;
        byte[] secret = Encoding.UTF8.GetBytes((string)way["secret"]);
        using var mac = IncrementalHash.CreateHMAC(version == 1 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256, secret);
        byte[] hex = new byte[LogHogSignature.HexDigitsV2];
        int written = LogHogSignature.Compute(mac, claim, hex);
        Assert.Equal(Encoding.ASCII.GetString(hex, 0, written), Frames.Text(claim.Signature));
    }

    // As Python's json writes it: lone surrogates as escapes, which System.Text.Json does not give.
    private static string JsonText(string text) =>
        '"' + string.Concat(text.Select(unit => unit is > '\u001f' and < '\u007f' and not ('"' or '\\')
            ? unit.ToString()
            : $"\\u{(int)unit:x4}")) + '"';

    private static byte[] Run(string python, string input)
    {
        var start = new ProcessStartInfo(python, [Pythons.Script("loghog_client.py"), "--frames"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using (Stream standardInput = process.StandardInput.BaseStream)
            standardInput.Write(Encoding.UTF8.GetBytes(input));
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
