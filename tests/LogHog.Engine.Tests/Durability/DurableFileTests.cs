using LogHog.Engine.Durability;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability;

public sealed class DurableFileTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public DurableFileTests() => _folder = RootedFolder.Open(_temp.Path, create: false);

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Appends_at_the_end_wherever_that_is()
    {
        using DurableFile file = _folder.OpenAppend("a", create: true);
        file.Append("one\n"u8);
        File.AppendAllText(_temp["a"], "other\n");
        file.Append("two\n"u8);
        Assert.Equal("one\nother\ntwo\n", File.ReadAllText(_temp["a"]));
        Assert.Equal(14, file.Length);
    }

    [Fact]
    public void Reads_back_what_stands_at_an_offset_and_stops_at_the_end()
    {
        using DurableFile file = _folder.OpenReadWrite("a", create: true);
        file.WriteAt(4, "efgh"u8);
        file.WriteAt(0, "abcd"u8);
        byte[] bytes = new byte[10];
        Assert.Equal(6, file.Read(2, bytes));
        Assert.Equal("cdefgh"u8, bytes.AsSpan(0, 6));
        Assert.Equal(0, file.Read(8, bytes));
    }

    [Fact]
    public void Cuts_and_preallocates()
    {
        using DurableFile file = _folder.CreateNew("a");
        file.Append("0123456789"u8);
        file.Truncate(4);
        Assert.Equal("0123", File.ReadAllText(_temp["a"]));
        if (file.Allocate(0, 1 << 20, keepLength: true))
            Assert.True(file.Status.AllocatedBytes >= 1 << 20);
        Assert.Equal(4, file.Length);
        file.DataSync();
        file.Sync();
        Assert.False(file.IsBroken);
    }

    [Fact]
    public void A_new_file_is_new_and_a_missing_one_is_missing()
    {
        _folder.CreateNew("a").Dispose();
        Assert.Equal(Errno.EEXIST, Assert.Throws<DiskException>(() => _folder.CreateNew("a")).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => _folder.OpenAppend("b", create: false)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => _folder.OpenAppend("none/b", create: true)).Errno);
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<DiskException>(() => _folder.OpenAppend("a/b", create: true)).Errno);
    }

    [Fact]
    public void Only_one_opening_of_a_file_has_its_lock()
    {
        using DurableFile first = _folder.OpenReadWrite("lock", create: true);
        DurableFile second = _folder.OpenReadWrite("lock", create: true);
        Assert.True(first.TryLock());
        Assert.False(second.TryLock());
        first.Dispose();
        Assert.True(second.TryLock());
        second.Dispose();
    }

    [Fact]
    public void A_write_through_a_read_only_opening_says_so()
    {
        File.WriteAllText(_temp["a"], "x");
        using DurableFile file = _folder.OpenRead("a");
        DiskException failure = Assert.Throws<DiskException>(() => file.Append("y"u8));
        Assert.Equal((Errno.EBADF, "write", 0L), (failure.Errno, failure.Operation, failure.BytesWritten));
    }
}
