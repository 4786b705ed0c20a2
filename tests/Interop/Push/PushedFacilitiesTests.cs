using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary><c>[config_listener]</c>: the real loghog changes the facilities of the real loghogd.</summary>
public sealed class PushedFacilitiesTests
{
    private const string Facilities = "[*]\nrotate = daily\nbackup_count = 3\n[shop]\nrotate = daily\nbackup_count = 3\n";

    [Fact]
    public async Task What_is_pushed_holds_at_once_and_after_a_restart_and_is_taken_back()
    {
        using PushFolder folder = new();
        using var home = new TempFolder();
        string configuration = $"[config_listener]\nlisten = 127.0.0.1:0\nkey_files = {folder.HmacFile}, {folder.PublicFile}\n";
        var options = new LogHogProcessOptions { Folder = home.Path };
        await using (LogHogProcess hog = await LogHogProcess.StartAsync(configuration, Facilities, options))
        {
            await folder.Loghog(0, ["push", "--facilities", folder.Write("a.conf", "[shop]\nbackup_count = 7\n[shop:web]\nformat = json\n"), .. To(hog)]);
            await hog.WaitForOutput("The new configuration is in force: 3 facilities");
            await folder.Loghog(0, ["push", "--facilities", folder.Write("b.conf", "[shop]\nbackup_count = 9\n"), .. To(hog, "pub")]);
            await hog.WaitForOutput("The new configuration is in force: 2 facilities");

            // What cannot be is refused with every reason, and changes nothing.
            ProgramResult refused = await folder.Loghog(3, ["push", "--facilities", folder.Write("c.conf", "[pay:web]\nbackup_count = 2\n"), .. To(hog)]);
            Assert.Contains("the application has no root section", refused.Output, StringComparison.Ordinal);
            await hog.WaitForOutput("The configuration has errors, so the old settings stay");
            Assert.Contains("backup_count = 9", await Printed(home), StringComparison.Ordinal);
        }

        await using (LogHogProcess again = await LogHogProcess.StartAsync(configuration, Facilities, options))
        {
            string printed = await Printed(home);
            Assert.Matches(@"\[shop\]\n(.*\n)*?backup_count = 9 +; .*/config-push/facilities\.conf:3\n", printed);
            ProgramResult back = await folder.Loghog(0, ["rollback", .. To(again)]);
            Assert.Contains("accepted", back.Output, StringComparison.Ordinal);
            await again.WaitForOutput("The new configuration is in force: 3 facilities");
            Assert.Contains("backup_count = 7", await Printed(home), StringComparison.Ordinal);
            await folder.Loghog(0, ["push", "--facilities", folder.Write("empty.conf", ""), .. To(again)]);
            await again.WaitForOutput("The new configuration is in force: 2 facilities");
            Assert.DoesNotContain("backup_count = 7", await Printed(home), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hostile_pushes_change_nothing()
    {
        using PushFolder folder = new();
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            $"[config_listener]\nlisten = 127.0.0.1:0\ntarget = shop\nkey_files = {folder.HmacFile}, {folder.PublicFile}\n", Facilities);
        int port = Port(hog);
        HostileMeans means = folder.Means([], 1000);
        string good = means.Body("\"[shop]\\nbackup_count = 5\"", kind: "\"facilities\"");
        Assert.Contains("true", await RunningProgram.SendAsync(port, HostilePush.Framed(means.Signed(good))), StringComparison.Ordinal);
        means = means with { Version = 1001, Accepted = means.Signed(good) };

        foreach (HostilePush push in HostilePushes.All(means).Where(static push => !push.Name.Contains("facilities for this program", StringComparison.Ordinal)))
        {
            string answer = await RunningProgram.SendAsync(port, push.Frame, push.IsCut);
            Assert.False(answer.Contains("\"accepted\":true", StringComparison.Ordinal), push.Name);
        }

        foreach (string fragment in new[] { "[shop]\\nsecret_file = /etc/shadow", "[shop]\\nbackup_count = -1", "no section", "[shop]\\nno_such_key = 1", "[main]\\nlogdir = /", "[sho\\u0000p]\\nrotate = daily" })
        {
            string answer = await RunningProgram.SendAsync(port, HostilePush.Framed(means.Signed(means.Body($"\"{fragment}\"", kind: "\"facilities\""))));
            Assert.True(answer.Contains("bad_configuration", StringComparison.Ordinal), $"{fragment}: {answer}");
        }

        Assert.True(hog.Output.Split("is taken: version").Length <= 2);
        Assert.Contains("backup_count = 5", await Printed(hog.Folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_section_nobody_listens_and_what_was_pushed_does_not_count()
    {
        using PushFolder folder = new();
        using var home = new TempFolder();
        var options = new LogHogProcessOptions { Folder = home.Path };
        await using (LogHogProcess on = await LogHogProcess.StartAsync($"[config_listener]\nlisten = 127.0.0.1:0\nkey_files = {folder.HmacFile}\n", Facilities, options))
            await folder.Loghog(0, ["push", "--facilities", folder.Write("a.conf", "[shop]\nbackup_count = 7\n"), .. To(on)]);

        await using LogHogProcess off = await LogHogProcess.StartAsync("", Facilities, options);
        Assert.DoesNotContain(off.Listening, static at => at.Kind == "push");
        Assert.DoesNotContain("backup_count = 7", await Printed(home.Path), StringComparison.Ordinal);
    }

    private static string[] To(LogHogProcess hog, string key = "ops") => ["loghogd", "--to", $"127.0.0.1:{Port(hog)}", "--key", key];

    private static int Port(LogHogProcess hog) => hog.Listening.First(static at => at.Kind == "push").Address.Port;

    private static Task<string> Printed(TempFolder home) => Printed(home.Path);

    private static async Task<string> Printed(string home) =>
        (await ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghogd, ["--config", Path.Combine(home, "loghogd.conf"), "--print-config"]), "")).Output;
}
