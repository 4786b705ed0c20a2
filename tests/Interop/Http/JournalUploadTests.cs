using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Http;

/// <summary>systemd-journal-upload, with a journal that systemd-journal-remote has written.</summary>
public sealed class JournalUploadTests
{
    private const int Entries = 20_000;

    [Fact]
    public async Task A_whole_journal_is_uploaded()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        using TempFolder folder = new();
        string journal = await MakeJournalAsync(folder.Path);

        ProgramResult upload = await UploadAsync(journal, folder.Path, $"--url=http://127.0.0.1:{hog.Port("journald/http")}");

        Assert.True(upload.ExitCode == 0, upload.ToString());
        JsonElement[] events = await hog.EventsAsync("sshd", Entries);
        Assert.Equal(Entries, events.Length);
        JsonElement second = events[1];
        Assert.Equal(("message 1\nof two lines", "Warning", "web1", "4711"), (second.Text("@m"), second.Text("@l"), second.Text("host"), second.Text("process.pid")));
        Assert.Equal(0, (await hog.Metrics()).Sum("loghog_events_rejected_total"));
    }

    [Fact]
    public async Task Over_https_a_certificate_of_the_authority_lets_it_in_and_nothing_else_does()
    {
        using TempFolder folder = new();
        string at = folder.Path;
        await LoghogAsync("cert", "server", "--folder", at);
        await LoghogAsync("cert", "client", "web1", at, "--folder", at);
        await using LogHogProcess hog = await LogHogProcess.StartAsync($"""
            [server]
            pemfile = {at}/loghog-server.pem
            cacert = {at}/loghog-ca.cert
            [http]
            client_certificates = allow
            [auth]
            anonymous_ingest = no
            [input:journald]
            https = 127.0.0.1:0
            clients = web*

            """);
        string journal = await MakeJournalAsync(at);
        string url = $"--url=https://localhost:{hog.Port("journald/https")}";

        Assert.NotEqual(0, (await UploadAsync(journal, at, url, $"--trust={at}/loghog-ca.cert")).ExitCode);
        ProgramResult upload = await UploadAsync(journal, at, url, $"--trust={at}/loghog-ca.cert", $"--key={at}/web1.pem", $"--cert={at}/web1.pem");

        Assert.True(upload.ExitCode == 0, upload.ToString());
        await hog.StoredAsync(Entries);
    }

    private static Task<ProgramResult> UploadAsync(string journal, string folder, params string[] arguments) => ExternalProgram.RunAsync(
        "/lib/systemd/systemd-journal-upload", [$"--file={journal}", "--follow=no", $"--save-state={Path.Combine(folder, "state")}", .. arguments]);

    private static async Task<string> MakeJournalAsync(string folder)
    {
        StringBuilder export = new();
        for (int number = 0; number < Entries; number++)
        {
            export.Append(CultureInfo.InvariantCulture, $"__REALTIME_TIMESTAMP={1_795_177_116_000_000 + number}\n__MONOTONIC_TIMESTAMP={1_000 + number}\n")
                .Append("_BOOT_ID=6f4c3b2a6f4c3b2a6f4c3b2a6f4c3b2a\n_MACHINE_ID=7f4c3b2a6f4c3b2a6f4c3b2a6f4c3b2a\n_HOSTNAME=web1\nPRIORITY=4\nSYSLOG_IDENTIFIER=sshd\n_PID=4711\n");
            string message = number % 2 == 0 ? $"message {number}" : $"message {number}\nof two lines";
            if (number % 2 == 0)
                export.Append("MESSAGE=").Append(message);
            else
                export.Append("MESSAGE\n").Append((char)message.Length).Append('\0', 7).Append(message);
            export.Append("\n\n");
        }

        string exported = Path.Combine(folder, "export");
        string journal = Path.Combine(folder, "test.journal");
        await File.WriteAllTextAsync(exported, export.ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        ProgramResult made = await ExternalProgram.RunAsync("/lib/systemd/systemd-journal-remote", "-o", journal, exported);
        Assert.True(made.ExitCode == 0, made.ToString());
        return journal;
    }

    private static async Task LoghogAsync(params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
