using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Harness.Search;

/// <summary>
/// The data that searches are measured on: made once from a seed, kept for the next run. One folder has live files, the other the
/// same files as zstd archives, each with room beside it for a server's own folders.
/// </summary>
internal sealed class SearchData
{
    /// <summary>Changes whenever the lines do, so that no older data is taken for them.</summary>
    private const int Version = 1;

    private const ulong Seed = 20_261_120;

    private readonly string _folder;

    private SearchData(string folder, PlantedTruth truth)
    {
        _folder = folder;
        Truth = truth;
    }

    public PlantedTruth Truth { get; }

    /// <summary>A server's folder whose <c>logs</c> has the data.</summary>
    public string FolderOf(bool archived) => Path.Combine(_folder, archived ? "archived" : "live");

    public string LogsOf(bool archived) => Path.Combine(FolderOf(archived), "logs");

    /// <summary>Takes the data that lies there, or makes it.</summary>
    public static SearchData Provide(string folder, long events, bool archived)
    {
        folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"search-{Version}-{events}"));
        string known = Path.Combine(folder, "truth.json");
        if (!File.Exists(known))
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            PlantedTruth made = Generate(Path.Combine(folder, "live", "logs"), events);
            File.WriteAllText(known, JsonSerializer.Serialize(made));
        }

        var data = new SearchData(folder, JsonSerializer.Deserialize<PlantedTruth>(File.ReadAllText(known))!);
        if (archived && !File.Exists(Path.Combine(folder, "archived.done")))
            data.Compress();
        return data;
    }

    private static PlantedTruth Generate(string logs, long events)
    {
        long begun = Stopwatch.GetTimestamp();
        List<StreamFile> files = StreamFile.For(events);
        var truth = new PlantedTruth();
        // Longest first, so that no processor is left with the largest file at the end.
        Parallel.ForEach(files.OrderByDescending(static file => file.Events), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, file =>
        {
            string path = Path.Combine(logs, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var planted = new PlantedTruth();
            using (FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
                new EventWriter(file, new LineText(stream), planted, Seed + ((ulong)file.App * 1000) + (ulong)file.Module).Write();
            File.SetLastWriteTimeUtc(path, EventWriter.Day.UtcDateTime.AddDays(1));
            planted.Bytes = new FileInfo(path).Length;
            lock (truth)
                truth.Add(planted);
        });
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine($"made {truth.Events:N0} events of {StreamFile.Streams} streams in {files.Count} files, {truth.Bytes / 1e9:F2} GB, in {seconds:F0} s");
        return truth;
    }

    /// <summary>As rotation does it: a plain archive named by the end of its day, compressed in frames, the plain one deleted.</summary>
    private void Compress()
    {
        long begun = Stopwatch.GetTimestamp();
        string logs = LogsOf(archived: true);
        if (Directory.Exists(FolderOf(archived: true)))
            Directory.Delete(FolderOf(archived: true), recursive: true);
        using RootedFolder folder = RootedFolder.Open(logs, create: true);
        var settings = new CompressorSettings { Format = CompressionFormat.Zstd, Level = 3 };
        DateTime end = EventWriter.Day.AddDays(1).LocalDateTime;
        var files = new DirectoryInfo(LogsOf(archived: false)).GetFiles("*.log", SearchOption.AllDirectories);
        Parallel.ForEach(files.OrderByDescending(static file => file.Length), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, file =>
        {
            string app = file.Directory!.Name;
            Directory.CreateDirectory(Path.Combine(logs, app));
            string archive = $"{app}/{new ArchiveName(file.Name, end, null)}";
            File.Copy(file.FullName, Path.Combine(logs, archive));
            CompressionOutcome outcome = new ArchiveCompressor(folder, NullLogger.Instance).Compress(archive, settings, CancellationToken.None);
            if (outcome != CompressionOutcome.Compressed)
                throw new InvalidOperationException($"{archive}: {outcome}");
            File.SetLastWriteTimeUtc(Path.Combine(logs, archive + ".zst"), EventWriter.Day.UtcDateTime.AddDays(1));
        });
        File.WriteAllText(Path.Combine(_folder, "archived.done"), "");
        Console.WriteLine($"compressed as rotation does (zstd, level {settings.Level}) in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s");
    }
}
