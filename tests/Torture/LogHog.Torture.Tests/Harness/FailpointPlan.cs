using System.Text.RegularExpressions;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>How a failpoint of the code is reached under the usual load.</summary>
/// <param name="Name">As in the code.</param>
/// <param name="HitsMax">The kill comes at a hit between 1 and this: about what a second of load brings.</param>
/// <param name="Before">Other failpoints that bring the server there.</param>
/// <param name="DeathBefore">The failpoint of another death, after which the next start comes there; empty = it is reached under load.</param>
internal sealed partial record FailpointPlan(string Name, int HitsMax, string Before = "", string DeathBefore = "")
{
    /// <summary>Every one; a test compares with the code.</summary>
    public static IReadOnlyList<FailpointPlan> All { get; } =
    [
        new("file.allocate", 1), // the first start of all makes the journal's first files
        new("file.append", 400),
        new("file.write", 200),
        new("file.datasync", 60),
        new("file.sync", 20),
        new("file.truncate", 1, Before: "file.append=enospc@40;"),
        new("folder.create", 40),
        new("folder.rename", 20),
        new("folder.delete", 20),
        new("folder.sync", 20),
        new("folder.syncfs", 2),
        new("journal.sync", 60),
        new("journal.written", 60),
        new("journal.synced", 60),
        new("writer.intents_noted", 200),
        new("writer.journaled_written", 200),
        new("recovery.append", 3, DeathBefore: "writer.intents_noted=kill@100"),
        new("recovery.placed", 1, DeathBefore: "writer.intents_noted=kill@100"),
        .. Rotation,
    ];

    /// <summary>The steps of a rotation, in their order.</summary>
    public static IReadOnlyList<FailpointPlan> Rotation =>
    [
        new("rotation.begin", 20),
        new("rotation.synced", 20),
        new("rotation.noted", 20),
        new("rotation.renamed", 20),
        new("rotation.done", 20),
        new("archive.create", 20),
        new("archive.write", 20),
        new("archive.sync", 20),
        new("archive.rename", 20),
        new("archive.folder_sync", 20),
        new("archive.delete", 20),
        new("archive.done", 20),
        new("archive.sync_existing", 1, DeathBefore: "archive.delete=kill@2"),
    ];

    /// <summary>The names that stand in the server's source.</summary>
    public static IReadOnlySet<string> InSource() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith("/Failpoints.cs", StringComparison.Ordinal))
            .SelectMany(static file => File.ReadLines(file))
            .Where(static line => !line.Contains("Skips(", StringComparison.Ordinal))
            .SelectMany(static line => QuotedName().Matches(line).Select(static match => match.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("\"(?<name>(?:file|folder|journal|writer|recovery|rotation|archive|intake)\\.[a-z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedName();
}
