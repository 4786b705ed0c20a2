using System.Globalization;
using System.Net;
using LogHog.Client.ConfigPush;
using LogHog.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PushedProgram;

// A running .NET program that takes pushed levels: PushedProgram STATE-FILE KEY-FILE... Each line of its input is a category, and is answered
// with the least level that an event of it must have.
var services = new ServiceCollection();
services.AddLogging(logging => logging
    .SetMinimumLevel(LogLevel.Warning)
    .AddFilter("shop", LogLevel.Information)
    .AddProvider(new LineProvider())
    .AddLogHogConfigListener(new ConfigListenerOptions
    {
        Address = new IPEndPoint(IPAddress.Loopback, 0),
        Verifier = new ConfigPushVerifierOptions { Target = "shop", StateFile = args[0], KeyFiles = args[1..] },
    }));
await using ServiceProvider provider = services.BuildServiceProvider();
ILoggerFactory logs = provider.GetRequiredService<ILoggerFactory>();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"port {provider.GetLogHogConfigListenerAddress().Port}"));
while (Console.ReadLine() is { } category)
{
    ILogger log = logs.CreateLogger(category);
    Console.WriteLine($"level {Enumerable.Range(0, (int)LogLevel.None).Select(static level => (LogLevel)level).FirstOrDefault(log.IsEnabled, LogLevel.None)}");
}
