using System.Collections;
using System.CommandLine;
using System.Text.Json;
using LogHog.Alerting;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Cli.Alerting;

/// <summary><c>loghog alert notify</c>: the test button of a channel.</summary>
internal static class NotifyCommand
{
    // The longest that a channel's own timeout may be, and the way there and back.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    public static Command Build()
    {
        var channel = new Argument<string>("CHANNEL") { Description = "The NAME of a [channel:NAME]." };
        var text = new Argument<string?>("TEXT") { Description = "What to say (default: that it is a test).", Arity = ArgumentArity.ZeroOrOne };
        var title = new Option<string?>("--title") { HelpName = "TITLE", Description = "The title." };
        var to = new Option<string?>("--to") { HelpName = "RECIPIENT", Description = "Tell this room, person or address instead of the channel's own." };
        var queued = new Option<bool>("--queued") { Description = "Through the channel's queue, as an alert goes; returns when it is safe there." };
        var config = new Option<string?>("--config", "-c")
            { HelpName = "FILE", Description = "Send it from here, with the channel of this configuration file, without any daemon." };
        var daemon = new DaemonOptions();
        var command = new Command("notify", "Try a channel: sends a notification and says what the service answered.") { channel, text, title, to, queued, config };
        daemon.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string name = parsed.GetValue(channel)!;
            var request = new ChannelTestRequest
            {
                Title = parsed.GetValue(title), Text = parsed.GetValue(text), To = parsed.GetValue(to), Queued = parsed.GetValue(queued),
            };
            if (parsed.GetValue(config) is { } file)
                return SendAsync(file, name, request, cancellation);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ChannelJson.Default.ChannelTestRequest);
            return daemon.AskAsync(
                parsed, HttpMethod.Post, $"api/v1/alerts/channels/{Uri.EscapeDataString(name)}/test", body, Limit, ChannelJson.Default.ChannelTestReport,
                report => Show(name, report), cancellation);
        });
        return command;
    }

    private static int Show(string channel, ChannelTestReport report)
    {
        if (!report.Delivered && !report.Queued)
            return DaemonOptions.Say($"{channel}: {report.Reason}: {report.Detail}", ExitCode.Trouble);
        string detail = report.Detail.Length == 0 ? "" : $": {Status.StatusCommand.Plain(report.Detail)}";
        Console.Out.WriteLine(report.Queued ? $"{channel}: queued as {report.Id}" : $"{channel}: delivered{detail}");
        return ExitCode.Ok;
    }

    private static async Task<int> SendAsync(string file, string name, ChannelTestRequest request, CancellationToken cancellation)
    {
        if (request.Queued)
            return DaemonOptions.Say("--queued is for a daemon; leave --config out", ExitCode.Usage);
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            ConfigFile = Path.GetFullPath(file),
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string)(pair.Value ?? ""), StringComparer.Ordinal),
        });
        foreach (ConfigurationProblem error in loaded.Errors) Console.Error.WriteLine($"loghog: {error}");
        if (loaded.Settings is null) return ExitCode.Trouble;
        if (loaded.Settings.Channels.FirstOrDefault(one => one.Name == name) is not { } channel)
            return DaemonOptions.Say($"there is no [channel:{name}] in {file}", ExitCode.Trouble);
        Notification notification = TestNotification.Create(request.Title, request.Text, TimeProvider.System.GetUtcNow());
        try
        {
            string reply = await TestNotification.SendAsync(channel, notification, request.To, TimeProvider.System, cancellation);
            return Show(name, new ChannelTestReport { Id = notification.Id, Delivered = true, Detail = reply });
        }
        catch (ServiceException failure)
        {
            return Show(name, new ChannelTestReport { Id = notification.Id, Reason = MetricNames.Label(failure.Kind), Detail = failure.Message });
        }
    }
}
