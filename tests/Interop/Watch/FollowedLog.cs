using System.Diagnostics;
using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Watch;

/// <summary>An auth.log as sshd and cron write it, in a folder of its own, which the real logrotate rotates.</summary>
internal sealed class FollowedLog : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _lines;

    public string Path => _folder["auth.log"];

    /// <summary>Logins, failed logins and noise, numbered through.</summary>
    public void Write(int lines)
    {
        using StreamWriter log = File.AppendText(Path);
        for (int line = 0; line < lines; line++)
        {
            int number = ++_lines;
            string what = (number % 4) switch
            {
                0 => $"sshd[{number}]: Accepted publickey for ana from 192.0.2.7 port 50022 ssh2: ED25519 n={number}",
                1 => $"sshd[{number}]: Failed password for invalid user admin from 203.0.113.9 port 50023 ssh2 n={number}",
                _ => $"CRON[{number}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0) n={number}",
            };
            log.Write($"Nov 28 21:{number / 60 % 60:D2}:{number % 60:D2} web01 {what}\n");
        }
    }

    /// <param name="how">What is said in logrotate's section of the file beside <c>rotate</c>.</param>
    public async Task RotateAsync(string how)
    {
        await File.WriteAllTextAsync(_folder["logrotate.conf"], $"{Path} {{\n  rotate 20\n  missingok\n  su {Environment.UserName} {Group()}\n  {how.Replace(";", "\n  ", StringComparison.Ordinal)}\n}}\n");
        File.SetUnixFileMode(_folder["logrotate.conf"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProgramResult rotated;
        Stopwatch waiting = Stopwatch.StartNew();
        do
        {
            rotated = await ExternalProgram.RunAsync("/usr/sbin/logrotate", "--force", "--state", _folder["state"], _folder["logrotate.conf"]);
        }
        // Its names have the second: two rotations in one would have the same.
        while (rotated.Errors.Contains("already exists, skipping rotation", StringComparison.Ordinal) && waiting.Elapsed < TimeSpan.FromSeconds(30));
        Assert.True(rotated.ExitCode == 0, rotated.ToString());
    }

    /// <summary>Every line once and in its order, whatever happened meanwhile.</summary>
    public async Task AssertStoredAsync(LogHogProcess hog, string file)
    {
        string[] stored = [];
        Stopwatch waiting = Stopwatch.StartNew();
        while (stored.Length < _lines && waiting.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(50);
            if (File.Exists(hog.PathOf(file)))
                stored = [.. (await File.ReadAllTextAsync(hog.PathOf(file))).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }

        int[] numbers = [.. stored.Select(static line => int.Parse(line[(line.LastIndexOf("n=", StringComparison.Ordinal) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(1, _lines), numbers);
    }

    public void Dispose() => _folder.Dispose();

    private static string Group()
    {
        string entry = File.ReadLines("/etc/passwd").First(static line => line.StartsWith(Environment.UserName + ":", StringComparison.Ordinal));
        return File.ReadLines("/etc/group").First(line => line.Split(':')[2] == entry.Split(':')[3]).Split(':')[0];
    }
}
