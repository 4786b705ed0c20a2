using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// A value for an item of type Zabbix trapper, by the sender's protocol (Zabbix manual, appendix "Zabbix sender protocol"): JSON in a
/// <see cref="ZabbixPacket"/>, both ways. Text values have 65,535 bytes at most. No idempotency keys: a second copy has the same clock and ns.
/// </summary>
internal sealed class ZabbixSender(ChannelSettings settings) : IChannelSender
{
    private const int ValueBytesMax = 65_535;

    public IReadOnlyList<string> Recipients { get; } = [""];

    public bool TakesRecipient(string recipient) => false;

    public async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        HostPort server = settings.Server!;
        try
        {
            using TcpClient client = new() { NoDelay = true };
            await client.ConnectAsync(server.Host, server.Port, cancellation);
            await using NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Packet(delivery.Notification), cancellation);
            return Read(await ZabbixPacket.ReadAsync(stream, cancellation));
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new ServiceException(ServiceFailureKind.Unreachable, $"{server} cannot be reached: {ServiceHttp.Reason(failure)}", failure);
        }
    }

    public void Dispose()
    {
    }

    private byte[] Packet(Notification notification)
    {
        string value = FittedText.Render(settings.Templates[TemplatePart.Text], notification, ValueBytesMax, FittedText.Utf8Bytes);
        ArrayBufferWriter<byte> content = new();
        using (Utf8JsonWriter json = new(content))
        {
            json.WriteStartObject();
            json.WriteString("request", "sender data");
            json.WriteStartArray("data");
            json.WriteStartObject();
            json.WriteString("host", settings.Host);
            json.WriteString("key", settings.Item);
            json.WriteString("value", value);
            json.WriteNumber("clock", notification.Time.ToUnixTimeSeconds());
            json.WriteNumber("ns", notification.Time.Ticks % TimeSpan.TicksPerSecond * 100);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return ZabbixPacket.Of(content.WrittenSpan);
    }

    /// <summary><c>{"response":"success","info":"processed: 1; failed: 0; total: 1; seconds spent: 0.000055"}</c></summary>
    private string Read(byte[] body)
    {
        string info;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            info = document.RootElement.String("info") ?? "";
            if (document.RootElement.String("response") != "success")
                throw new ServiceException(ServiceFailureKind.Misconfigured, $"Zabbix refuses: {info}");
        }
        catch (JsonException broken)
        {
            throw new ServiceException(ServiceFailureKind.BadAnswer, $"the answer is no JSON: {Encoding.UTF8.GetString(body)}", broken);
        }

        if (Number(info, "processed: ") == 1)
            return info;
        // A new host or item is known to the server a minute later; a wrong one somebody has to mend.
        throw new ServiceException(
            ServiceFailureKind.Misconfigured,
            $"Zabbix has not processed it ({info}): is there a host {settings.Host} with an item {settings.Item} of type Zabbix trapper that allows this machine?");
    }

    private static int? Number(string info, string name)
    {
        int at = info.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return null;
        string digits = new([.. info[(at + name.Length)..].TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
