using System.CommandLine;
using LogHog.Cli;
using LogHog.Cli.Alerting;
using LogHog.Cli.Bot;
using LogHog.Cli.Certificates;
using LogHog.Cli.Checking;
using LogHog.Cli.Indexing;
using LogHog.Cli.Manual;
using LogHog.Cli.Output;
using LogHog.Cli.Pushing;
using LogHog.Cli.Searching;
using LogHog.Cli.Sending;
using LogHog.Cli.Status;
using LogHog.Cli.Tailing;
using LogHog.Cli.Tokens;
using LogHog.Cli.Watching;

Console.SetOut(StandardOutput.Writer(StandardOutput.Output));
Console.SetError(StandardOutput.Writer(StandardOutput.Error));
var root = new RootCommand(
    """
    The hands of the log server loghogd: search its logs, or those of any folder; send messages; look after the daemon.

    Examples:
      loghog search --dir /var/log error           lines with the word error, without any server
      loghog search -a shop -l warn -S 1h          what an application complains about
      loghog tail -a shop                          what it says, as it says it
      loghog watch /var/log/auth.log -x CRON       log files as they are written, without any server
      loghog stats error --by app,host             where the word error stands how often
      loghog send -a my-app "It works"             one message
      make 2>&1 | loghog send -a build -           each line is a message
      loghog check                                 is everything as it should be?
      loghog index status                          what searches need not read
      loghog alert list                            what fires, and which rules there are
      loghog config push debug.json shop           other levels for a running program
      loghog alert notify phone "Does it work?"    a test of [channel:phone]
      loghog token add web --apps shop --can ingest    a token for HTTP
      loghog cert server logs.example.com          certificates for TLS
      loghog bot webhooks create                   have Webex tell the bot what people write

    Exit codes: 0 fine, 1 not well or nothing found, 2 wrong command line, 3 not allowed, 4 server not reachable, 5 not everything was read
    """)
{
    SearchCommand.Build(),
    TailCommand.Build(),
    WatchCommand.Build(),
    StatsCommand.Build(),
    ListCommands.BuildFacets(),
    ListCommands.BuildFields(),
    ListCommands.BuildValues(),
    ListCommands.BuildPatterns(),
    ContextCommand.Build(),
    SendCommand.Build(),
    CheckCommand.Build(),
    StatusCommand.Build(),
    AlertCommand.Build(),
    TokenCommand.Build(),
    CertCommand.Build(),
    IndexCommand.Build(),
    ConfigCommand.Build(),
    BotCommand.Build(),
};
root.Subcommands.Add(CompletionCommand.Build(root));
root.Subcommands.Add(ManCommand.Build(root));
HelpPage.Install(root);

string[]? old = OldNames.Expand(OldNames.CalledBy(), args);
// @FILE is no list of further arguments here: a query may begin so.
ParseResult parsed = root.Parse(old ?? args, new ParserConfiguration { ResponseFileTokenReplacer = null });
// Commands that ask have signals of their own: a pager outlives Ctrl-C, which the library's time limit would not let it.
var invocation = new InvocationConfiguration();
if (parsed.CommandResult.Command is AskCommand or { Name: TailCommand.Name or WatchCommand.Name })
    invocation.ProcessTerminationTimeout = null;
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(invocation);
foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"loghog: {error.Message}");
await Console.Error.WriteLineAsync("loghog --help lists the commands, loghog COMMAND --help its options.");
return old is null ? ExitCode.Usage : ExitCode.Trouble;
