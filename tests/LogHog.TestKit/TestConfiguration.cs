namespace LogHog.TestKit;

/// <summary>Completes what a test says about loghogd.conf: everything below one folder, every port free.</summary>
public static class TestConfiguration
{
    /// <summary>Takes any application.</summary>
    public const string AnyApplication = "[*]\nrotate = daily\nbackup_count = 3\n";

    private static readonly (string Section, string Key, string Value)[] Defaults =
    [
        ("main", "logdir", "log"),
        ("main", "workdir", "lib"),
        ("main", "rundir", "run"),
        ("main", "facilities_config", "facilities.conf"),
        ("server", "listen_ipv4", "127.0.0.1:0"),
        ("http", "listen", "127.0.0.1:0"),
    ];

    /// <summary>Keys that the text sets stay as they are.</summary>
    public static string Complete(string text)
    {
        List<string> lines = [.. text.Split('\n')];
        foreach ((string section, string key, string value) in Defaults)
        {
            int header = lines.FindIndex(line => line.Trim() == $"[{section}]");
            if (header < 0)
            {
                lines.AddRange($"[{section}]", $"{key} = {value}");
                continue;
            }

            int end = lines.FindIndex(header + 1, line => line.StartsWith('['));
            IEnumerable<string> body = lines.Take((header + 1)..(end < 0 ? lines.Count : end));
            bool isSet = body.Any(line => line.Split('=', ':')[0].Trim() == key);
            if (!isSet) lines.Insert(header + 1, $"{key} = {value}");
        }

        return string.Join('\n', lines) + "\n";
    }
}
