using System.CommandLine;
using LogHog.Cli;
using LogHog.Cli.Checking;
using LogHog.Cli.Indexing;
using LogHog.Cli.Searching;
using LogHog.Cli.Sending;
using LogHog.Cli.Status;
using LogHog.Cli.Tokens;

var root = new RootCommand(
    """
    The hands of the log server loghogd.

    Examples:
      loghog send -a my-app "It works"             one message
      make 2>&1 | loghog send -a build -           each line is a message
      loghog search --dir /var/log/loghog error    lines with the word error, without any server
      loghog check                                 is everything as it should be?
      loghog status                                what the daemon does now
      loghog index status                          what searches need not read
      loghog token add web --apps shop --can ingest    a token for HTTP

    Exit codes: 0 fine, 1 not well or nothing found, 2 wrong command line, 4 server not reachable, 5 not everything was read
    """)
{
    SearchCommand.Build(),
    SendCommand.Build(),
    CheckCommand.Build(),
    StatusCommand.Build(),
    TokenCommand.Build(),
    IndexCommand.Build(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"loghog: {error.Message}");
await Console.Error.WriteLineAsync("loghog --help lists the commands, loghog COMMAND --help its options.");
return ExitCode.Usage;
