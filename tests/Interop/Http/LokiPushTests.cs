using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using LogHog.TestKit;
using Snappier;

namespace LogHog.Interop.Tests.Http;

/// <summary>Loki's push request as its clients make it: Google's protobuf, packed by a snappy that is not ours.</summary>
public sealed class LokiPushTests
{
    [Fact]
    public async Task Protobuf_packed_with_snappy_arrives()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        using HttpClient http = new();
        using ByteArrayContent content = new(Snappy.CompressToArray(Request(3_000)));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-protobuf");

        using HttpResponseMessage answer = await http.PostAsync(hog.Address("loki/http", "/loki/api/v1/push"), content);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        JsonElement[] events = await hog.EventsAsync("shop", 3_000);
        Assert.Equal(3_000, events.Length);
        Assert.Equal("message 2999 of many that are alike, of many that are alike", events[^1].Text("@m"));
        Assert.Equal("Error", events[0].Text("@l"));
        Assert.Equal("a\"b", events[0].Text("zone"));
        Assert.Equal("2026-11-20T12:18:36.000000007Z", events[7].Text("@t"));
    }

    /// <summary>Some mean a block by <c>snappy</c>, some a stream of frames.</summary>
    [Fact]
    public async Task Bodies_of_other_protocols_may_be_packed_with_snappy_too()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3_000).Select(static number => $$"""{"app":"shop","_msg":"message {{number}} of many that are alike, of many that are alike"}""" + "\n")));
        using MemoryStream frames = new();
        using (SnappyStream stream = new(frames, CompressionMode.Compress, leaveOpen: true))
            stream.Write(lines);
        using HttpClient http = new();

        foreach ((string coding, byte[] body) in new[] { ("snappy", Snappy.CompressToArray(lines)), ("snappy", frames.ToArray()), ("x-snappy-framed", frames.ToArray()) })
        {
            using ByteArrayContent content = new(body);
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using HttpResponseMessage answer = await http.PostAsync(new Uri(hog.HttpAddress, "/insert/jsonline"), content);
            Assert.Equal("""{"accepted":3000,"rejected":{}}""", (await answer.Content.ReadAsStringAsync()).Trim());
        }

        byte[] damaged = frames.ToArray();
        damaged[^1] ^= 1;
        using ByteArrayContent bad = new(damaged);
        bad.Headers.TryAddWithoutValidation("Content-Encoding", "snappy");
        using HttpResponseMessage refused = await http.PostAsync(new Uri(hog.HttpAddress, "/insert/jsonline"), bad);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(9_000, (await hog.EventsAsync("shop", 9_000)).Length);
    }

    private static byte[] Request(int entries)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString("{app=\"shop\", level=\"error\", zone=\"a\\\"b\"}");
            for (int number = 0; number < entries; number++)
            {
                output.WriteTag(2, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Entry(1_795_177_116, number)));
            }
        }

        using MemoryStream request = new();
        using (CodedOutputStream output = new(request, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
        }

        return request.ToArray();
    }

    private static byte[] Entry(long seconds, int number)
    {
        using MemoryStream time = new();
        using (CodedOutputStream output = new(time, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(seconds);
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteInt32(number);
        }

        using MemoryStream entry = new();
        using (CodedOutputStream output = new(entry, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(time.ToArray()));
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteString($"message {number} of many that are alike, of many that are alike");
        }

        return entry.ToArray();
    }
}
