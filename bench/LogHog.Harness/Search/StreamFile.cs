namespace LogHog.Harness.Search;

/// <summary>One log file of the data: a module of an application, from five hosts.</summary>
/// <param name="App">The application's number.</param>
/// <param name="Module">Which of <see cref="Modules"/>.</param>
/// <param name="Events">How many it holds.</param>
internal sealed record StreamFile(int App, int Module, int Events)
{
    public const int Apps = 30;

    public const int HostsEach = 5;

    public const int HostsInAll = 20;

    /// <summary>Modules with the share of an application's events that each has, in percent.</summary>
    public static readonly (string Name, LineKind Kind, int Percent)[] Modules =
    [
        ("web.access", LineKind.Access, 45),
        ("api.requests", LineKind.Application, 20),
        ("db.pool", LineKind.Application, 12),
        ("sshd", LineKind.Authentication, 12),
        ("jobs.mailer", LineKind.Application, 8),
        ("sudo", LineKind.Authentication, 3),
    ];

    public static int Streams => Apps * HostsEach * Modules.Length;

    public string Path => $"{AppName(App)}/{Modules[Module].Name}.log";

    public LineKind Kind => Modules[Module].Kind;

    public static string AppName(int app) => $"service{app:D2}";

    /// <summary>One of the application's hosts.</summary>
    public static string HostName(int app, int number) => $"node{((app * 3) + (number * 7)) % HostsInAll:D2}.example.net";

    /// <summary>All files: the first applications log much more than the last ones.</summary>
    public static List<StreamFile> For(long events)
    {
        double weights = Enumerable.Range(0, Apps).Sum(Weight);
        List<StreamFile> files = [];
        for (int app = 0; app < Apps; app++)
        {
            for (int module = 0; module < Modules.Length; module++)
                files.Add(new StreamFile(app, module, (int)Math.Max(1, events * Weight(app) / weights * Modules[module].Percent / 100)));
        }

        // What rounding left over, into the largest.
        files[0] = files[0] with { Events = files[0].Events + (int)(events - files.Sum(static file => (long)file.Events)) };
        return files;
    }

    private static double Weight(int app) => 1.0 / (app + 3);
}

internal enum LineKind
{
    Access,
    Application,
    Authentication,
}
