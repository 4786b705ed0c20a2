using LogHog.Server.CommandLine;
using LogHog.Server.Daemon;

return await ServerCommand.InvokeAsync(args, options => DaemonStart.RunAsync(options, args));
