using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;
using LogHog.Engine.Tests.Query;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Search;

/// <summary>A file whose index answers first is opened late: by then its text may lie elsewhere.</summary>
public sealed class MovedTextTests : IDisposable
{
    private const string Live = "shop/web.log";
    private const string Archive = "shop/web.log.2026-11-20-00-00-00-000000";
    private const int Lines = 500;

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;
    private readonly TestIndexes _indexes;

    public MovedTextTests()
    {
        _folder = RootedFolder.Open(_temp.Path, create: false);
        _indexes = new TestIndexes(_folder, SeededRandom.Create(), static _ => IndexState.Whole);
        _folder.CreateFolders("shop");
    }

    [Theory]
    [InlineData(Live, false)]
    [InlineData(Live, true)]
    [InlineData(Archive, true)]
    public void Finds_the_text_of_a_file_that_was_renamed_or_compressed_meanwhile(string path, bool isCompressed)
    {
        Write(path);
        List<string> before = Search("line*", _indexes.Find);

        List<string> found = Search("line*", file => FindAndMove(file, isCompressed));

        Assert.Equal(Lines, before.Count);
        Assert.Equal(before, found);
    }

    [Fact]
    public void Finds_the_newest_in_a_file_that_was_compressed_meanwhile()
    {
        Write(Live);

        List<string> found = Search("* | sort by (_time desc) limit 3", file => FindAndMove(file, isCompressed: true));

        Assert.Equal(["line497", "line498", "line499"], found);
    }

    [Fact]
    public void Answers_without_a_file_that_expired_meanwhile()
    {
        Write(Archive);

        List<string> found = Search("line*", file =>
        {
            FileIndex? index = _indexes.Find(file);
            _folder.Delete(file.Path);
            return index;
        });

        Assert.Empty(found);
    }

    public void Dispose()
    {
        _indexes.Dispose();
        _folder.Dispose();
        _temp.Dispose();
    }

    private List<string> Search(string query, Func<SearchFile, FileIndex?> findIndex)
    {
        var source = new FolderSource(_folder, TimeProvider.System, findIndex);
        List<string> found = [.. RowCollector.Run(query, source).Select(static row => Encoding.UTF8.GetString(row.Get("_msg"))).Order(StringComparer.Ordinal)];
        Assert.Empty(source.Problems);
        return found;
    }

    private FileIndex? FindAndMove(SearchFile file, bool isCompressed)
    {
        FileIndex? index = _indexes.Find(file);
        if (file.Path == Live)
            _folder.Rename(Live, Archive, replace: false);
        var settings = new CompressorSettings { Format = CompressionFormat.Gzip, Level = 1 };
        if (isCompressed)
            Assert.Equal(CompressionOutcome.Compressed, new ArchiveCompressor(_folder, NullLogger.Instance).Compress(Archive, settings, CancellationToken.None));
        return index;
    }

    private void Write(string path)
    {
        var text = new StringBuilder();
        for (int i = 0; i < Lines; i++)
            text.Append($"2026-11-19T12:00:{i / 10:00}.{i % 10}00000+00:00 node1 web: INFO line{i:000}\n");
        File.WriteAllText(_temp[path], text.ToString());
        File.SetLastWriteTimeUtc(_temp[path], new DateTime(2026, 11, 19, 13, 0, 0, DateTimeKind.Utc));
    }
}
