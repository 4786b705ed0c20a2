using System.CommandLine;
using LogHog.Harness;

return await new RootCommand("Measures loghogd and its peers on this machine, in one run.")
{
    IngestCommand.Create(),
    TlsCommand.Create(),
    UdpCommand.Create(),
    DurableCommand.Create(),
    IdleCommand.Create(),
    StartupCommand.Create(),
    SearchCommand.Create(),
    TailCommand.Create(),
    PythonCommand.Create(),
}.Parse(args).InvokeAsync();
