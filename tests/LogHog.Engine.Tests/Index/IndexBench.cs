using System.Globalization;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Index;

/// <summary>A folder of log files, with what makes and finds their indexes.</summary>
internal sealed class IndexBench : IDisposable
{
    public const string Live = "shop/web.log";
    public const string Archive = "shop/web.log.2026-11-20-00-00-00-000000";

    private readonly TempFolder _temp = new();

    public IndexBench()
    {
        Folder = RootedFolder.Open(_temp.Path, create: false);
        Folder.CreateFolders("shop");
        Indexes = IndexFolder.Open(Folder, TimeZoneInfo.Utc);
        Indexer = new FileIndexer(Folder, Folder, Indexes.Rules, takesOver: true);
        Upkeep = new IndexUpkeep(Indexes, NullLogger.Instance);
    }

    public RootedFolder Folder { get; }

    public IndexFolder Indexes { get; }

    public FileIndexer Indexer { get; }

    public IndexUpkeep Upkeep { get; }

    public string this[string path] => Path.Combine(_temp.Path, path);

    public static string Event(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"2026-11-20T12:{number / 60 % 60:00}:{number % 60:00}.{number % 1000:000}Z web{number % 3} web: INFO order {number} paid {{user=u{number % 7}}}\n");

    public static string Events(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(Event));

    public void Write(string path, string text) => File.WriteAllText(this[path], text);

    /// <summary>Keeps the inode, as a shell's <c>&gt;</c> does.</summary>
    public void Overwrite(string path, string text)
    {
        using FileStream file = new(this[path], FileMode.Truncate);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    public void Append(string path, string text) => File.AppendAllText(this[path], text);

    public SearchFile Listed(string path) => SearchFile.Of(path, Folder.Status(path)!.Value);

    public IndexOutcome Update(string path, IndexExtent extent)
    {
        IndexOutcome outcome = Indexer.Update(Listed(path), extent, long.MaxValue, CancellationToken.None);
        Indexes.Changed(path);
        return outcome;
    }

    /// <summary>How much of a file's text is indexed; 0 = it has no index.</summary>
    public long Indexed(string path)
    {
        using FileIndex? index = Indexes.Find(Listed(path));
        return index?.IndexedTextBytes ?? 0;
    }

    /// <summary>What is indexed is what the text gives.</summary>
    public void AssertRight(string path)
    {
        Assert.Null(new IndexVerifier(Indexes).Check(Listed(path)));
        using FileIndex? index = Indexes.Find(Listed(path));
        long end = 0;
        foreach (Chunk chunk in index?.Chunks ?? [])
        {
            Assert.Equal(end, chunk.TextOffset);
            end += chunk.TextBytes;
        }

        Assert.Equal(index?.IndexedTextBytes ?? 0, end);
    }

    public void AssertWhole(string path, long textBytes)
    {
        Assert.Equal(textBytes, Indexed(path));
        AssertRight(path);
    }

    /// <summary>The chunks of a file's index, as they stand in it.</summary>
    public byte[][] Payloads(string path)
    {
        using FileIndex index = Indexes.Find(Listed(path))!;
        return [.. Enumerable.Range(0, index.Chunks.Count).Select(index.Payload)];
    }

    public void Dispose()
    {
        Indexes.Dispose();
        Folder.Dispose();
        _temp.Dispose();
    }
}
