using System.CommandLine;
using System.Net;
using System.Text.Json;
using LogHog.LoadGenerator.Frames;
using LogHog.LoadGenerator.Sending;

namespace LogHog.LoadGenerator;

/// <summary><c>send TARGET</c>: prints a <see cref="SendResult"/>.</summary>
internal static class SendCommand
{
    public static readonly IReadOnlyDictionary<string, FrameKind> Kinds = new Dictionary<string, FrameKind>(StringComparer.Ordinal)
    {
        ["v1"] = FrameKind.V1,
        ["v1-signed"] = FrameKind.V1Signed,
        ["v1-zlib"] = FrameKind.V1Zlib,
        ["v2"] = FrameKind.V2,
        ["rfc5424"] = FrameKind.Rfc5424,
        ["rfc5424-counted"] = FrameKind.Rfc5424Counted,
    };

    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = "address:port" };
        var udp = new Option<bool>("--udp") { Description = "Datagrams instead of a stream" };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "v1" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var secret = new Option<string?>("--secret") { Description = "Key for v1-signed and v2" };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { Description = "Default: one a connection, at most one a core" };
        var messages = new Option<long?>("--messages") { Description = "Over all connections together" };
        var seconds = new Option<double?>("--seconds") { Description = "Stop after this time" };
        var rate = new Option<double?>("--rate") { Description = "Messages a second; default: as fast as they are taken" };
        var first = new Option<long>("--first-sequence");
        var tls = new Option<string?>("--tls") { Description = "Over TLS, with this PEM file of key and certificate" };
        var mixed = new Option<bool>("--mixed") { Description = "Each connection carries every application, as a relay's" };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var command = new Command("send", "Sends messages to a server.")
        {
            target, udp, kind, secret, connections, threads, messages, seconds, rate, first, mixed, seed, tls,
        };
        command.SetAction(parsed =>
        {
            var plan = new SendPlan
            {
                Target = IPEndPoint.Parse(parsed.GetRequiredValue(target)),
                Udp = parsed.GetValue(udp),
                Kind = Kinds[parsed.GetRequiredValue(kind)],
                Secret = parsed.GetValue(secret),
                Connections = parsed.GetValue(connections),
                Threads = parsed.GetValue(threads) ?? Math.Min(parsed.GetValue(connections), Environment.ProcessorCount),
                Messages = parsed.GetValue(messages),
                Duration = parsed.GetValue(seconds) is { } limit ? TimeSpan.FromSeconds(limit) : null,
                Rate = parsed.GetValue(rate),
                FirstSequence = parsed.GetValue(first),
                Mixed = parsed.GetValue(mixed),
                TlsPem = parsed.GetValue(tls),
                Seed = parsed.GetValue(seed),
            };
            return Send(plan);
        });
        return command;
    }

    private static int Send(SendPlan plan)
    {
        if (plan.Messages is null && plan.Duration is null)
        {
            Console.Error.WriteLine("Say --messages or --seconds.");
            return 64;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        SendResult result = new LoadSender(plan, TimeProvider.System).Run(stop.Token);
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }
}
