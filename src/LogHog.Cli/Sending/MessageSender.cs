using System.Buffers;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Cli.Sending;

/// <summary>From texts to frames on the wire.</summary>
internal sealed class MessageSender(SendOptions options, TimeProvider time) : IDisposable
{
    private readonly LogHogEncoder _encoder = new(
        options.Secret is null ? null : new LogHogSigning(options.SignatureVersion, options.Secret));

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public async Task Run(Stream standardInput)
    {
        using ITransport transport = options.Udp
            ? await UdpTransport.Connect(options.Server)
            : await TcpTransport.Connect(options.Server);
        if (options.Message is { } message)
        {
            await transport.Send(Frames([message]));
        }
        else if (options.Multiline)
        {
            await transport.Send(Frames([await StandardInput.All(standardInput)]));
        }
        else
        {
            await foreach (IReadOnlyList<string> lines in StandardInput.Lines(standardInput))
                await transport.Send(Frames(lines));
        }

        await transport.Finish();
    }

    public void Dispose() => _encoder.Dispose();

    private List<ReadOnlyMemory<byte>> Frames(IReadOnlyList<string> bodies)
    {
        _buffer.ResetWrittenCount();
        var ends = new List<int>(bodies.Count);
        foreach (string body in bodies)
        {
            _encoder.Encode(Message(body), _buffer);
            ends.Add(_buffer.WrittenCount);
        }

        if (!options.Udp) return [_buffer.WrittenMemory];
        return [.. ends.Select((end, i) => _buffer.WrittenMemory[(i == 0 ? 0 : ends[i - 1])..end])];
    }

    private LogHogMessage Message(string body) => new()
    {
        App = options.App,
        Module = options.Module,
        TimeUnixNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100,
        Hostname = options.Host,
        Body = body,
        Fields = options.Fields,
    };
}
