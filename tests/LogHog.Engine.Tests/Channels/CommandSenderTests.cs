using System.Diagnostics;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Channels;

/// <summary>A real program, which gets everything and can be got rid of.</summary>
public sealed class CommandSenderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task It_gets_the_notification_in_variables_and_as_json_and_nothing_among_its_arguments()
    {
        string program = Script($"printf '%s\\n' \"$@\" > {_folder["arguments"]}; env > {_folder["environment"]}; cat > {_folder["input"]}; echo done");

        string reply = await Send(Settings(program, "--one", "two words; $(reboot)"), Some.Notification(title: "$(reboot); `id` \"x\""));

        Assert.Equal("done", reply);
        Assert.Equal("--one\ntwo words; $(reboot)\n", await Read("arguments"));
        Assert.Contains("LOGHOG_ALERT_TITLE=$(reboot); `id` \"x\"\n", await Read("environment"), StringComparison.Ordinal);
        Assert.Contains("LOGHOG_ALERT_SEVERITY=error\n", await Read("environment"), StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(await Read("input")).RootElement;
        Assert.Equal("$(reboot); `id` \"x\"", json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task It_does_not_get_our_own_environment()
    {
        Environment.SetEnvironmentVariable("CHANNEL_TEST_SECRET", "s3cr3t");
        string program = Script($"env > {_folder["environment"]}");

        await Send(Settings(program), Some.Notification());

        Assert.DoesNotContain("s3cr3t", await Read("environment"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, ServiceFailureKind.Unreachable)]
    [InlineData(75, ServiceFailureKind.Unreachable)]
    [InlineData(64, ServiceFailureKind.Refused)]
    public async Task Its_exit_code_says_whether_to_try_again(int code, ServiceFailureKind kind)
    {
        string program = Script($"echo why >&2; exit {code}");

        ServiceException failure = await Assert.ThrowsAsync<ServiceException>(() => Send(Settings(program), Some.Notification()));

        Assert.Equal((kind, code), (failure.Kind, failure.Status));
        Assert.Contains("why", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_end_of_its_time_all_of_its_group_is_killed()
    {
        // A child in the background that its parent does not wait for, and one below that.
        string program = Script($"(sleep 300 & echo $! > {_folder["child"]}; sleep 300) & echo $$ > {_folder["self"]}; wait");
        using CancellationTokenSource limit = new();
        Task<string> sending = Send(Settings(program), Some.Notification(), limit.Token);
        while (!File.Exists(_folder["child"]) || !File.Exists(_folder["self"]) || (await Read("child")).Length == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);

        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        foreach (string name in new[] { "self", "child" })
            await WaitForEnd(int.Parse(await Read(name), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_child_that_holds_the_output_holds_nobody_up()
    {
        string program = Script("sleep 20 & echo fine");
        Stopwatch taken = Stopwatch.StartNew();

        Assert.Equal("fine", await Send(Settings(program), Some.Notification()));
        Assert.InRange(taken.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    public void Dispose() => _folder.Dispose();

    private string Script(string text)
    {
        string path = _folder["program"];
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static ChannelSettings Settings(params string[] command) => Some.Channel(ChannelType.Command) with { Command = command };

    private Task<string> Read(string name) => File.ReadAllTextAsync(_folder[name], TestContext.Current.CancellationToken);

    private static async Task<string> Send(ChannelSettings settings, Notification notification, CancellationToken? cancellation = null)
    {
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);
        return await sender.SendAsync(new Delivery(notification, "", notification.Id), cancellation ?? TestContext.Current.CancellationToken);
    }

    private static async Task WaitForEnd(int process)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        // A zombie has ended, too: in a container nobody may reap it.
        while (File.Exists($"/proc/{process}/stat") && !(await File.ReadAllTextAsync($"/proc/{process}/stat", limit.Token)).Contains(") Z", StringComparison.Ordinal))
            await Task.Delay(5, limit.Token);
    }
}
