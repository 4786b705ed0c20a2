using System.Runtime.InteropServices;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Certificates;

/// <summary>Tells whether a file is another one, or has other bytes, than when it was last looked at.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(FileId Id, long Length, DateTimeOffset ModifiedAt)
{
    /// <summary>The default where there is none. Links are followed, as certificate managers place them.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            using RootedFolder folder = RootedFolder.Open(Path.GetDirectoryName(target)!, create: false);
            return folder.Status(Path.GetFileName(target)) is { } status ? new FileStamp(status.Id, status.Length, status.ModifiedAt) : default;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
