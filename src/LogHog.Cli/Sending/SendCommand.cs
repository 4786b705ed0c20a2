using System.CommandLine;
using System.Text;

namespace LogHog.Cli.Sending;

/// <summary><c>loghog send</c>.</summary>
internal sealed class SendCommand
{
    private readonly Option<string> _app = new("--app", "-a")
        { Required = true, HelpName = "APP", Description = "The application, as in facilities.conf." };

    private readonly Option<string?> _module = new("--module", "-m")
        { HelpName = "MODULE", Description = "The part of the application: web, web.requests ... (default: the root)." };

    private readonly Option<string?> _host = new("--host")
        { HelpName = "NAME", Description = "The host name in the message (default: this machine's)." };

    private readonly Option<string?> _server = new("--server", "-s")
        { HelpName = "HOST:PORT", Description = "Where loghogd is (default: $LOGHOG_SERVER, else 127.0.0.1:5566)." };

    private readonly Option<bool> _udp = new("--udp") { Description = "Send datagrams: faster to forget, nothing tells of a loss." };

    private readonly Option<string?> _secretFile = new("--secret-file")
        { HelpName = "FILE", Description = "Sign with the secret in this file (its last line end does not count)." };

    private readonly Option<bool> _v2 = new("--v2")
        { Description = "Sign with version 2 (HMAC-SHA256, cannot be replayed) instead of version 1." };

    private readonly Option<string[]> _fields = new("--field", "-f")
        { HelpName = "NAME=VALUE", Description = "A field of the event; can be given several times.", AllowMultipleArgumentsPerToken = false };

    private readonly Option<bool> _multiline = new("--multiline")
        { Description = "With -: all of standard input is one message, not each line." };

    private readonly Argument<string> _message = new("MESSAGE") { Description = "The text, or - to read standard input." };

    public static Command Build()
    {
        var send = new SendCommand();
        var command = new Command(
            "send",
            """
            Send messages to loghogd.

            Examples:
              loghog send -a shop -m web.requests "GET /cart 200" --field ms=12
              journalctl -f -o cat -u shop | loghog send -a shop -
              loghog send -a shop --secret-file /etc/shop/log.secret --v2 -s logs.example.org:5566 "signed"

            TCP has no acknowledgement here: exit code 0 says that the server has read every byte; whether it accepted
            the message stands in its metrics. Exit codes: 0 sent, 2 wrong command line, 4 server not reachable
            """);
        Option[] options =
        [
            send._app, send._module, send._host, send._server, send._udp, send._secretFile, send._v2, send._fields, send._multiline,
        ];
        foreach (Option option in options) command.Options.Add(option);
        command.Arguments.Add(send._message);
        command.SetAction(send.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            using var sender = new MessageSender(Read(parsed), TimeProvider.System);
            await sender.Run(Console.OpenStandardInput());
            return ExitCode.Ok;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"loghog: {wrong.Message}");
            return ExitCode.Usage;
        }
        catch (UnreachableException gone)
        {
            await Console.Error.WriteLineAsync($"loghog: {gone.Message}");
            return ExitCode.Unreachable;
        }
    }

    private SendOptions Read(ParseResult parsed)
    {
        string app = parsed.GetValue(_app)!;
        if (app.Length == 0) throw new UsageException("--app: the name of an application is not empty");
        string? secretFile = parsed.GetValue(_secretFile);
        bool v2 = parsed.GetValue(_v2);
        if (v2 && secretFile is null) throw new UsageException("--v2 signs, so it needs --secret-file");
        string message = parsed.GetValue(_message)!;
        bool multiline = parsed.GetValue(_multiline);
        if (multiline && message != "-") throw new UsageException("--multiline goes with - (standard input)");
        string server = parsed.GetValue(_server) ?? Environment.GetEnvironmentVariable("LOGHOG_SERVER") ?? "127.0.0.1";
        return new SendOptions
        {
            App = app,
            Module = parsed.GetValue(_module) ?? "",
            Host = parsed.GetValue(_host) ?? Environment.MachineName,
            Server = ServerAddress.Parse(server),
            Udp = parsed.GetValue(_udp),
            Secret = secretFile is null ? null : ReadSecret(secretFile),
            SignatureVersion = v2 ? 2 : 1,
            Fields = [.. (parsed.GetValue(_fields) ?? []).Select(FieldText.Parse)],
            Message = message == "-" ? null : message,
            Multiline = multiline,
        };
    }

    private static byte[] ReadSecret(string file)
    {
        try
        {
            string secret = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (secret.Length == 0) throw new UsageException($"--secret-file {file}: it is empty");
            return Encoding.UTF8.GetBytes(secret);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--secret-file: {cause.Message}");
        }
    }
}
