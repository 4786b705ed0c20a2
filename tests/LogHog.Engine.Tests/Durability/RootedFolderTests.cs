using System.Diagnostics;
using System.Runtime.InteropServices;
using LogHog.Engine.Durability;
using LogHog.TestKit;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Tests.Durability;

public sealed partial class RootedFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public RootedFolderTests() => _folder = RootedFolder.Open(_temp["root"], create: true);

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Makes_the_whole_way_to_a_new_root()
    {
        using RootedFolder deep = RootedFolder.Open(_temp["a/b/c"], create: true);
        Assert.Equal(_temp["a/b/c"], deep.Path);
        Assert.True(Directory.Exists(_temp["a/b/c"]));
    }

    [Fact]
    public void A_missing_root_is_an_error_unless_it_may_be_made()
    {
        DiskException failure = Assert.Throws<DiskException>(() => RootedFolder.Open(_temp["none"], create: false));
        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Contains(_temp["none"], failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../x")]
    [InlineData("a//x")]
    [InlineData("./x")]
    [InlineData("a\0b")]
    public void Takes_only_plain_relative_names(string name)
    {
        Assert.Throws<ArgumentException>(() => _folder.OpenAppend(name, create: true));
        Assert.Throws<ArgumentException>(() => _folder.Status(name));
    }

    [Fact]
    public void Follows_no_link_to_a_file()
    {
        File.WriteAllText(_temp["outside"], "kept");
        File.CreateSymbolicLink(_temp["root/link"], _temp["outside"]);
        Assert.Equal(Errno.ELOOP, Assert.Throws<DiskException>(() => _folder.OpenAppend("link", create: true)).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<DiskException>(() => _folder.OpenRead("link")).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<DiskException>(() => _folder.CreateNew("link")).Errno);
        Assert.Equal(FileKind.Link, _folder.Status("link")!.Value.Kind);
        Assert.True(_folder.Delete("link"));
        Assert.Equal("kept", File.ReadAllText(_temp["outside"]));
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("root/inside")]
    public void Follows_no_link_to_a_folder(string target)
    {
        Directory.CreateDirectory(_temp[target]);
        Directory.CreateSymbolicLink(_temp["root/app"], _temp[target]);
        Assert.Throws<DiskException>(() => _folder.OpenAppend("app/x.log", create: true));
        Assert.Throws<DiskException>(() => _folder.CreateFolders("app/deep"));
        Assert.Throws<DiskException>(() => _folder.CreateFolders("app"));
        Assert.Throws<DiskException>(() => _folder.List("app"));
        Assert.Throws<DiskException>(() => _folder.Rename("app/x", "y", replace: true));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp[target]));
    }

    [Fact]
    public void The_way_for_old_kernels_follows_no_link_either()
    {
        _folder.CreateFolders("real");
        File.WriteAllText(_temp["root/real/file"], "x");
        Directory.CreateSymbolicLink(_temp["root/link"], _temp["root/real"]);
        File.CreateSymbolicLink(_temp["root/real/filelink"], _temp["root/real/file"]);
        using SafeFileHandle root = new(LibC.openat(LibC.CurrentFolder, _temp["root"], LibC.OpenFolderOnly, 0), true);
        int OpenStepwise(string name)
        {
            int opened = PathWalk.OpenStepwise((int)root.DangerousGetHandle(), name, LibC.OpenRead, 0);
            int errno = Marshal.GetLastPInvokeError();
            if (opened < 0)
                return -errno;
            new SafeFileHandle(opened, ownsHandle: true).Dispose();
            return 0;
        }

        Assert.Equal(0, OpenStepwise("real/file"));
        Assert.Equal(-(int)Errno.ENOTDIR, OpenStepwise("link/file"));
        Assert.Equal(-(int)Errno.ELOOP, OpenStepwise("real/filelink"));
        Assert.Equal(-(int)Errno.ENOENT, OpenStepwise("none/file"));
    }

    [Fact]
    public void Opens_neither_pipe_nor_device_nor_folder_and_does_not_hang_on_them()
    {
        Process.Start("mkfifo", _temp["root/pipe"]).WaitForExit();
        Assert.Equal(FileKind.Other, _folder.Status("pipe")!.Value.Kind);
        Assert.Throws<DiskException>(() => _folder.OpenAppend("pipe", create: true));
        Assert.Throws<DiskException>(() => _folder.OpenRead("pipe"));
        _folder.CreateFolders("folder");
        Assert.Equal(Errno.EISDIR, Assert.Throws<DiskException>(() => _folder.OpenRead("folder")).Errno);
        using RootedFolder devices = RootedFolder.Open("/dev", create: false);
        Assert.Equal(Errno.ENODEV, Assert.Throws<DiskException>(() => devices.OpenRead("null")).Errno);
    }

    [Theory]
    [InlineData(0b000_000_000u)]
    [InlineData(0b111_111_111u)]
    public void Modes_do_not_depend_on_the_umask(uint mask)
    {
        uint before = umask(mask);
        try
        {
            _folder.CreateFolders("a/b");
            _folder.OpenAppend("a/b/file", create: true).Dispose();
        }
        finally
        {
            _ = umask(before);
        }
        UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.Equal(file, File.GetUnixFileMode(_temp["root/a/b/file"]));
        UnixFileMode folder = file | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        Assert.Equal(folder, File.GetUnixFileMode(_temp["root/a"]));
        Assert.Equal(folder, File.GetUnixFileMode(_temp["root/a/b"]));
    }

    [Fact]
    public void Renames_over_a_file_only_when_told_to()
    {
        File.WriteAllText(_temp["root/new"], "new");
        File.WriteAllText(_temp["root/old"], "old");
        Assert.Equal(Errno.EEXIST, Assert.Throws<DiskException>(() => _folder.Rename("new", "old", replace: false)).Errno);
        Assert.Equal("old", File.ReadAllText(_temp["root/old"]));
        _folder.Rename("new", "old", replace: true);
        Assert.Equal("new", File.ReadAllText(_temp["root/old"]));
        Assert.Null(_folder.Status("new"));
        _folder.CreateFolders("sub");
        _folder.Rename("old", "sub/moved", replace: false);
        Assert.Equal("new", File.ReadAllText(_temp["root/sub/moved"]));
        _folder.SyncFolder();
        _folder.SyncFolder("sub");
    }

    [Fact]
    public void Lists_what_is_there_in_the_order_of_names()
    {
        _folder.CreateFolders("sub");
        for (int n = 0; n < 2000; n++)
            File.WriteAllText(_temp[$"root/sub/file-{n:0000}-ä"], "");
        Assert.Equal(Enumerable.Range(0, 2000).Select(n => $"file-{n:0000}-ä"), _folder.List("sub"));
        Assert.Equal(["sub"], _folder.List());
        Assert.Equal(Errno.ENOENT, Assert.Throws<DiskException>(() => _folder.List("none")).Errno);
    }

    [Fact]
    public void Deletes_files_and_empty_folders_and_says_whether_there_was_one()
    {
        _folder.CreateFolders("sub");
        File.WriteAllText(_temp["root/sub/file"], "");
        Assert.Equal(Errno.ENOTEMPTY, Assert.Throws<DiskException>(() => _folder.Delete("sub")).Errno);
        Assert.True(_folder.Delete("sub/file"));
        Assert.False(_folder.Delete("sub/file"));
        Assert.True(_folder.Delete("sub"));
        Assert.False(_folder.Delete("sub/file"));
    }

    [Fact]
    public void Status_tells_a_file_from_its_successor_under_the_same_name()
    {
        File.WriteAllText(_temp["root/a"], "12345");
        FileStatus first = _folder.Status("a")!.Value;
        Assert.Equal((FileKind.File, 5L, 1), (first.Kind, first.Length, first.Links));
        _folder.Rename("a", "b", replace: false);
        File.WriteAllText(_temp["root/a"], "");
        Assert.Equal(first.Id, _folder.Status("b")!.Value.Id);
        Assert.NotEqual(first.Id, _folder.Status("a")!.Value.Id);
        Assert.InRange(first.ModifiedAt, DateTimeOffset.UnixEpoch, new DateTimeOffset(File.GetLastWriteTimeUtc(_temp["root/b"]), TimeSpan.Zero));
    }

    [Fact]
    public void Knows_the_space_of_its_file_system()
    {
        (long free, long total) = _folder.Space();
        DriveInfo drive = new(_temp.Path);
        Assert.Equal(drive.TotalSize, total);
        Assert.InRange(free, 1, total);
        _folder.SyncFileSystem();
    }

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);
}
