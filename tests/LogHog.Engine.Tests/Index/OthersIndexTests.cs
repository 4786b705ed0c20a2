using System.IO.Compression;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Configuration;
using LogHog.Engine.Tests.Differential;
using LogHog.Engine.Tests.Query;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Index;

/// <summary><c>[files:NAME]</c>: files of others have their index in the work folder.</summary>
public sealed class OthersIndexTests : IDisposable
{
    private static readonly string[] Questions =
    [
        "needle", "* | count() as _msg", "level:error | sort by (_time, _msg)", "* | stats by (app, module, host) count() n | sort by (app, module, host)",
        "http.response.status_code:500", "absent", "~\"need.*[0-9]\" | count() as _msg", "* | sort by (_time, module, _msg) limit 50",
    ];

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _work;
    private readonly OthersIndexes _indexes;
    private readonly OthersIndexer _indexer;
    private IReadOnlyList<FilesSettings> _files = [];

    public OthersIndexTests()
    {
        _work = RootedFolder.Open(_temp["work"], create: true);
        _indexes = new OthersIndexes(_work, TimeZoneInfo.Utc, NullLogger.Instance);
        _indexer = new OthersIndexer(
            _indexes,
            new IndexStore { LiveFiles = static () => [], IsIndexed = static _ => true, IsBusy = static () => false, FreeBytes = static () => long.MaxValue, ReserveBytes = 0 },
            new IndexCounters(), TimeProvider.System, NullLogger.Instance, static failure => throw failure);
        Write("var/syslog", Syslog("sshd", 200));
        Write("var/nginx/access.log", Access(300));
        Write("var/nginx/deep/er/x.log", "a needle\nand more\n");
        Write("var/wtmp", "\0\0needle");
        WritePacked("var/syslog.1.gz", Syslog("su", 100));
        Use($"[files:system]\npath = {_temp.Path}/var/**\n");
    }

    [Fact]
    public void They_are_searched_by_an_index_and_nothing_is_written_beside_them()
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(_temp["var"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        Assert.Equal(5, _indexer.DoWhatIsDue());

        AssertWhole("syslog", "nginx/access.log", "nginx/deep/er/x.log", "syslog.1.gz");
        Assert.Null(Indexed("wtmp"));
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_temp["var"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        Assert.Equal(
            [".index/syslog.1.gz.idx", ".index/syslog.tail", "nginx/.index/access.log.tail", "nginx/deep/er/.index/x.log.tail"],
            Sidecars());
        AssertSameAnswers();
    }

    [Fact]
    public void What_grows_is_rotated_or_is_written_anew_is_found_as_without_an_index()
    {
        _indexer.DoWhatIsDue();
        Append("var/syslog", Syslog("cron", 50) + "of no format\n\tcontinued needle\n");
        AssertSameAnswers();
        File.Move(_temp["var/nginx/access.log"], _temp["var/nginx/access.log.1"]);
        Write("var/nginx/access.log", Access(20));
        AssertSameAnswers();
        _indexer.DoWhatIsDue();
        AssertSameAnswers();
        Write("var/nginx/deep/er/x.log", "something else\nneedle needle 7\n");
        File.Delete(_temp["var/syslog.1.gz"]);
        AssertSameAnswers();
        _indexer.DoWhatIsDue();
        AssertSameAnswers();
        AssertWhole("nginx/access.log", "nginx/access.log.1");
    }

    [Fact]
    public void What_is_deleted_or_damaged_comes_back()
    {
        _indexer.DoWhatIsDue();
        foreach (string sidecar in Sidecars())
            File.Delete(Path.Combine(IndexRoot(), sidecar));
        AssertSameAnswers();
        _indexer.DoWhatIsDue();
        AssertWhole("syslog", "nginx/access.log", "syslog.1.gz");

        foreach (string sidecar in Sidecars())
        {
            string path = Path.Combine(IndexRoot(), sidecar);
            byte[] bytes = File.ReadAllBytes(path);
            bytes.AsSpan(bytes.Length / 4, bytes.Length / 2).Fill(0xA5);
            File.WriteAllBytes(path, bytes);
        }

        AssertSameAnswers();
        _indexer.DoWhatIsDue();
        AssertSameAnswers();
        AssertWhole("syslog", "nginx/access.log", "syslog.1.gz");
    }

    [Fact]
    public void Other_settings_are_another_index_and_none_is_left_of_what_is_no_longer_named()
    {
        _indexer.DoWhatIsDue();
        Use($"[files:system]\npath = {_temp.Path}/var/**\nformat = raw\n");
        Assert.Null(Indexed("syslog"));
        AssertSameAnswers();
        _indexer.DoWhatIsDue();
        AssertWhole("syslog");
        AssertSameAnswers();

        Use($"[files:system]\npath = {_temp.Path}/var/**\nindex = no\n[files:two]\npath = {_temp.Path}/var/sys*\n  {_temp.Path}/var/nginx/*.log\napp = other");
        _indexer.DoWhatIsDue();
        AssertSameAnswers();
        Assert.All(Directory.GetDirectories(_temp["work/index"]), static folder => Assert.StartsWith("two@", Path.GetFileName(folder), StringComparison.Ordinal));
        Assert.Equal(2, Directory.GetDirectories(_temp["work/index"]).Length);

        Use("");
        _indexer.DoWhatIsDue();
        Assert.Empty(Directory.GetDirectories(_temp["work/index"]));
    }

    [Fact]
    public void The_index_of_a_file_that_is_gone_goes_too()
    {
        File.Delete(_temp["var/nginx/access.log"]);
        Write("var/gone/one.log", "needle\n");
        _indexer.DoWhatIsDue();
        Directory.Delete(_temp["var/gone"], recursive: true);
        using (OthersIndexer later = Again())
            later.DoWhatIsDue();
        Assert.DoesNotContain(Sidecars(), static path => path.StartsWith("gone", StringComparison.Ordinal));
        Assert.Contains(Sidecars(), static path => path.StartsWith("nginx", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_questions_are_answered_as_without_an_index()
    {
        Random random = SeededRandom.Create();
        RandomLog log = RandomLog.Create(random, 800, random.Next(2) == 0 ? 300 : 0);
        using var tree = new LogTree(random, log);
        tree.Grow();
        Use($"[files:random]\npath = {tree.Path}/**\n");
        foreach (string file in Directory.EnumerateFiles(tree.Path, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1));
        _indexer.DoWhatIsDue();
        var grammar = new QueryGrammar(random, new ValueSamples(random, log.ToMemory().Rows));
        FileSet set = Set();
        Assert.NotEmpty(FolderListing.Read(tree.Folder, CancellationToken.None, set).Select(_indexes.Find(set)!.Find).OfType<FileIndex>());
        for (int i = 0; i < 20; i++)
        {
            RandomQuery query = grammar.Next();
            Answer without = Answer.To(query.Unlimited, TimeBounds.All, new FolderSource(tree.Folder, TimeProvider.System, set, indexes: null));
            string? difference = Answer.To(query.Text, TimeBounds.All, new FolderSource(tree.Folder, TimeProvider.System, set, _indexes.Find(set))).Differs(query, without);
            Assert.True(difference is null, $"{query.Text}: {difference}");
        }
    }

    public void Dispose()
    {
        _indexer.Dispose();
        _work.Dispose();
        _temp.Dispose();
    }

    private void Use(string sections)
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(sections);
        Assert.Empty(loaded.Errors);
        _files = loaded.Settings!.Files;
        _indexes.Apply(_files);
    }

    private OthersIndexer Again()
    {
        _indexer.Dispose();
        var indexes = new OthersIndexes(_work, TimeZoneInfo.Utc, NullLogger.Instance);
        indexes.Apply(_files);
        return new OthersIndexer(
            indexes,
            new IndexStore { LiveFiles = static () => [], IsIndexed = static _ => true, IsBusy = static () => false, FreeBytes = static () => long.MaxValue, ReserveBytes = 0 },
            new IndexCounters(), TimeProvider.System, NullLogger.Instance, static failure => throw failure);
    }

    private FileSet Set() => new(_files[0], _files[0].Paths[0]);

    private FileIndex? Indexed(string path)
    {
        FileSet set = Set();
        using RootedFolder root = RootedFolder.Open(set.Glob.Root, create: false);
        return _indexes.Find(set)?.Find(SearchFile.Of(path, root.Status(path)!.Value, set));
    }

    private void AssertWhole(params string[] paths)
    {
        FileSet set = Set();
        using RootedFolder root = RootedFolder.Open(set.Glob.Root, create: false);
        foreach (string path in paths)
        {
            using FileIndex? index = Indexed(path);
            Assert.True(index is not null, path);
            Assert.True(index.Frames is not null || index.IndexedTextBytes == root.Status(path)!.Value.Length, path);
            Assert.Null(new IndexVerifier(_indexes.Find(set)!).Check(SearchFile.Of(path, root.Status(path)!.Value, set)));
        }
    }

    private void AssertSameAnswers()
    {
        foreach (string question in Questions)
            Assert.Equal([question, .. Answers(question, null)], [question, .. Answers(question, _indexes.Find)]);
    }

    private List<string> Answers(string query, Func<FileSet, IndexFolder?>? indexes)
    {
        using RootedFolder own = RootedFolder.Open(_temp["own"], create: true);
        var source = new StoreSource(new FolderSource(own, TimeProvider.System), _files, TimeProvider.System, indexes);
        List<string> rows = [.. RowCollector.Run(query, source).Select(RowCollector.Text).Order(StringComparer.Ordinal)];
        Assert.Empty(source.Problems);
        return rows;
    }

    private string IndexRoot() => Assert.Single(Directory.GetDirectories(_temp["work/index"]));

    private List<string> Sidecars() =>
        [.. Directory.EnumerateFiles(IndexRoot(), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(IndexRoot(), path))
            .Where(static path => !path.EndsWith("/lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Syslog(string program, int lines) => string.Concat(Enumerable.Range(0, lines).Select(i =>
        $"Nov 20 12:{i / 60 % 60:00}:{i % 60:00} web0{i % 3} {program}[{4000 + i}]: {(i % 50 == 7 ? $"error needle {i}" : $"session opened for user{i % 5}")}\n"));

    private static string Access(int lines) => string.Concat(Enumerable.Range(0, lines).Select(i =>
        $"10.0.0.{i % 9} - - [20/Nov/2026:12:{i / 60 % 60:00}:{i % 60:00} +0100] \"GET /a/{i % 7} HTTP/1.1\" {(i % 30 == 3 ? 500 : 200)} {i} \"-\" \"curl\"\n"));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp[path])!);
        File.WriteAllText(_temp[path], text);
        Rest(path);
    }

    private void Append(string path, string text)
    {
        File.AppendAllText(_temp[path], text);
        Rest(path);
    }

    private void WritePacked(string path, string text)
    {
        using (FileStream file = File.Create(_temp[path]))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
            packed.Write(Encoding.UTF8.GetBytes(text));
        Rest(path);
    }

    // For long enough to be indexed to its end.
    private void Rest(string path) => File.SetLastWriteTimeUtc(_temp[path], TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
}
