namespace LogHog.Engine.Durability;

/// <summary>From the kernel's struct to ours.</summary>
internal static class StatusReader
{
    private const int KindMask = 0xF000; // S_IFMT

    public static FileStatus Read(in LibC.StatX x)
    {
        FileKind kind = (x.Mode & KindMask) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
        bool knowsBirth = (x.Mask & LibC.StatBirth) != 0;
        return new FileStatus(
            kind,
            (long)x.Length,
            (long)x.Blocks * 512, // statx counts in 512 bytes, whatever the block size
            new FileId(x.Inode, knowsBirth ? (x.Born.Seconds * 1_000_000_000) + x.Born.Nanoseconds : 0),
            DateTimeOffset.UnixEpoch.AddSeconds(x.Modified.Seconds).AddTicks(x.Modified.Nanoseconds / 100),
            (int)x.Links);
    }
}
