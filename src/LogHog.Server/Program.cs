using LogHog.Server.CommandLine;
using LogHog.Server.Daemon;

// The process may be older: ./run becomes loghogd by exec.
DateTimeOffset startedAt = TimeProvider.System.GetUtcNow();
return await ServerCommand.InvokeAsync(args, options => DaemonStart.RunAsync(options, args, startedAt));
