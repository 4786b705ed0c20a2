using System.Globalization;
using System.Text.Json;

namespace LogHog.Cli.Pushing;

/// <summary>All pushes to one target, the oldest first; a damaged file is told of and passed by.</summary>
/// <param name="Records">What can be read.</param>
/// <param name="Problems">What cannot, for people.</param>
/// <param name="LastVersion">The greatest version that was ever given, of damaged files too; 0 = none.</param>
internal sealed record PushHistory(IReadOnlyList<PushRecord> Records, IReadOnlyList<string> Problems, long LastVersion)
{
    private const string Folder = "history";
    private const string Ending = ".json";

    /// <summary>What may be in force: the last one that came to somebody.</summary>
    public PushRecord? Current => Records.LastOrDefault(static record => record.MayBeInForce);

    public static PushHistory Read(string store, string target)
    {
        List<PushRecord> records = [];
        List<string> problems = [];
        long last = 0;
        foreach (string name in PushStore.List(store, $"{Folder}/{target}", Ending))
        {
            string path = Path.Combine(store, Folder, target, name);
            if (long.TryParse(name[..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long version))
                last = Math.Max(last, version);
            try
            {
                PushRecord? record = JsonSerializer.Deserialize(File.ReadAllBytes(path), PushJson.Default.PushRecord);
                if (record is not null && record.Version == version && record.Target == target)
                    records.Add(record);
                else
                    problems.Add($"{path} is not what its name says; move it away");
            }
            catch (JsonException wrong)
            {
                problems.Add($"{path} is damaged ({wrong.Message}); move it away");
            }
        }

        return new PushHistory(records, problems, last);
    }

    /// <summary>The targets that something was pushed to.</summary>
    public static IReadOnlyList<string> Targets(string store)
    {
        string path = Path.Combine(store, Folder);
        return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Before anything is sent, and again when it is known what became of it.</summary>
    public static void Write(PushStore store, PushRecord record)
    {
        // As many digits as the greatest version has: the files' order is that of their versions.
        string name = record.Version.ToString("D16", CultureInfo.InvariantCulture) + Ending;
        store.Write($"{Folder}/{record.Target}", name, JsonSerializer.SerializeToUtf8Bytes(record, PushJson.Default.PushRecord));
    }

    public PushRecord? Find(long version) => Records.FirstOrDefault(record => record.Version == version);
}
