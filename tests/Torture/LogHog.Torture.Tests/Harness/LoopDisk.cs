using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>
/// An ext4 file system of its own on a loop device, beneath it a plain file or Tools/disk.py, which records what a power cut
/// would leave and can be made to hang. Needs root and mounts; a test that has neither is skipped, visibly.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string _folder;
    private readonly Process? _fuse;
    private string? _device;
    private bool _isMounted;

    private LoopDisk(string folder, Process? fuse)
    {
        _folder = folder;
        _fuse = fuse;
    }

    /// <summary>Where its files are.</summary>
    public string Path => System.IO.Path.Combine(_folder, "mnt");

    /// <summary>What disk.py has recorded.</summary>
    public string Record => System.IO.Path.Combine(_folder, "record");

    /// <summary>Skips the test that asks, where disks cannot be made.</summary>
    public static void SkipWithoutMounts()
    {
        try
        {
            using TempFolder temp = new();
            using LoopDisk disk = Create(temp["disk"], megabytes: 4, throughFuse: false);
        }
        catch (InvalidOperationException cause)
        {
            Assert.Skip($"no loop devices or mounts here: {cause.Message}");
        }
    }

    /// <summary>Skips the test that asks, where FUSE is not to be had.</summary>
    public static void SkipWithoutFuse()
    {
        SkipWithoutMounts();
        try
        {
            Command.Run("/usr/bin/python3", "-c", "try:\n import fusepy\nexcept ImportError:\n import fuse");
            if (!File.Exists("/dev/fuse"))
                throw new InvalidOperationException("there is no /dev/fuse");
        }
        catch (InvalidOperationException cause)
        {
            Assert.Skip($"no FUSE for Python here (apt install python3-fusepy): {cause.Message}");
        }
    }

    /// <summary>Makes the image, its file system and the mount.</summary>
    /// <exception cref="InvalidOperationException">It cannot be done here.</exception>
    public static LoopDisk Create(string folder, int megabytes, bool throughFuse)
    {
        Directory.CreateDirectory(folder);
        string image = System.IO.Path.Combine(folder, "image");
        using (FileStream file = File.Create(image))
            file.SetLength((long)megabytes << 20);
        // No reserved blocks: full means full for root too.
        Command.Run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", image);
        return Mount(folder, image, throughFuse);
    }

    /// <summary>Mounts an image that is there: ext4 replays its own journal, as after a power cut.</summary>
    /// <exception cref="InvalidOperationException">It cannot be done here.</exception>
    public static LoopDisk Mount(string folder, string image, bool throughFuse = false)
    {
        Process? fuse = throughFuse ? StartFuse(folder, image) : null;
        LoopDisk disk = new(folder, fuse);
        try
        {
            Directory.CreateDirectory(disk.Path);
            string beneath = throughFuse ? System.IO.Path.Combine(folder, "fuse", "disk.img") : image;
            disk._device = Command.Run("losetup", "--find", "--show", beneath);
            Command.Run("mount", "-t", "ext4", disk._device, disk.Path);
            disk._isMounted = true;
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The same after what a boot does first: where the cut went through the two sectors of the superblock, ext4's own journal cannot
    /// be found without the repair.
    /// </summary>
    /// <returns>The disk, and whether it had to be repaired.</returns>
    public static (LoopDisk Disk, bool IsRepaired) MountRepaired(string folder, string image)
    {
        try
        {
            return (Mount(folder, image), false);
        }
        catch (InvalidOperationException)
        {
            Command.Run("sh", "-c", $"fsck.ext4 -f -y {image} || [ $? -le 2 ]");
            return (Mount(folder, image), true);
        }
    }

    /// <summary>The disk hangs: nothing that needs it comes back.</summary>
    public void Hang() => ProcessSignal.Send(_fuse!.Id, StopSignal);

    /// <summary>The disk works again.</summary>
    public void Wake() => ProcessSignal.Send(_fuse!.Id, ContinueSignal);

    /// <summary>What the kernel does when it meets an error in the file system: read-only from now on, for everybody.</summary>
    public void ForceReadOnly() => Command.Run("mount", "-o", "remount,abort", Path);

    /// <summary>After <see cref="ForceReadOnly"/>, when nobody uses it any more.</summary>
    public void MountAgain()
    {
        RunPatiently("umount", Path);
        _isMounted = false;
        // The kernel has marked it as damaged. A process in a mount namespace of its own may still have it mounted.
        RunPatiently("sh", "-c", $"fsck.ext4 -p {_device} || [ $? -le 2 ]");
        Command.Run("mount", "-t", "ext4", _device!, Path);
        _isMounted = true;
    }

    public void Dispose()
    {
        if (_fuse is { HasExited: false })
            Wake();
        if (_isMounted)
            RunPatiently("umount", Path);
        if (_device is not null)
            Command.Run("losetup", "--detach", _device);
        if (_fuse is null)
            return;
        RunPatiently("umount", System.IO.Path.Combine(_folder, "fuse"));
        _fuse.WaitForExit();
        _fuse.Dispose();
    }

    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private static Process StartFuse(string folder, string image)
    {
        string mountPoint = Directory.CreateDirectory(System.IO.Path.Combine(folder, "fuse")).FullName;
        string script = System.IO.Path.Combine(AppContext.BaseDirectory, "Tools", "disk.py");
        Process fuse = Process.Start("/usr/bin/python3", [script, mountPoint, image, System.IO.Path.Combine(folder, "record")]);
        Stopwatch waiting = Stopwatch.StartNew();
        while (!File.Exists(System.IO.Path.Combine(mountPoint, "disk.img")))
        {
            if (fuse.HasExited || waiting.Elapsed > TimeSpan.FromSeconds(20))
            {
                fuse.Kill();
                throw new InvalidOperationException("disk.py did not start: FUSE is not to be had here");
            }
        }

        return fuse;
    }

    /// <summary>A process that has just ended may hold a file for a moment longer.</summary>
    private static void RunPatiently(string program, params string[] arguments)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Command.Run(program, arguments);
                return;
            }
            catch (InvalidOperationException) when (attempt < 100)
            {
                Command.Run("sleep", "0.1");
            }
        }
    }
}
