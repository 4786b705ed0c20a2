using System.CommandLine;
using System.Globalization;
using System.Net;
using LogHog.Harness;
using LogHog.Harness.Floods;
using LogHog.Harness.Search;

if (args is [Searcher.Command, var port, var pauseMs])
    return await Searcher.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(pauseMs, CultureInfo.InvariantCulture)));
if (args is [HostileClient.Command, var itsPort, var only])
    return await HostileClient.RunAsync(int.Parse(itsPort, CultureInfo.InvariantCulture), only);
if (args is [Computing.Command])
    return Computing.Run();
if (args is [Flooder.Command, var kind, var target, var pem])
    return await Flooder.RunAsync(Enum.Parse<FloodKind>(kind), IPEndPoint.Parse(target), pem);

return await new RootCommand("Measures loghogd and its peers on this machine, in one run.")
{
    IngestCommand.Create(),
    TlsCommand.Create(),
    FloodsCommand.Create(),
    UdpCommand.Create(),
    DurableCommand.Create(),
    HttpCommand.Create(),
    RelpCommand.Create(),
    CrowdCommand.Create(),
    IdleCommand.Create(),
    StartupCommand.Create(),
    SearchCommand.Create(),
    TailCommand.Create(),
    AlertsCommand.Create(),
    HostileCommand.Create(),
    PythonCommand.Create(),
}.Parse(args).InvokeAsync();
