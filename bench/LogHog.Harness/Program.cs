using System.CommandLine;
using System.Globalization;
using LogHog.Harness;
using LogHog.Harness.Search;

if (args is [Searcher.Command, var port, var pauseMs])
    return await Searcher.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(pauseMs, CultureInfo.InvariantCulture)));
if (args is [HostileClient.Command, var itsPort])
    return await HostileClient.RunAsync(int.Parse(itsPort, CultureInfo.InvariantCulture));

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
    HostileCommand.Create(),
    PythonCommand.Create(),
}.Parse(args).InvokeAsync();
