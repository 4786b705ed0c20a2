using System.Runtime.InteropServices;
using System.Text;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Certificates;

/// <summary>Whose a new file is.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileOwner(uint User, uint Group);

/// <summary>
/// Writes files of keys and certificates: whole or not at all, durable, private ones never readable by others, not even for a
/// moment. Who opens the old name meanwhile has the old file.
/// </summary>
public static class CertificateFile
{
    /// <summary>With a private key in it: mode 0600. Made by root it belongs to the folder's owner, unless another is given.</summary>
    /// <param name="path">Absolute, or relative to the current folder; folders that are missing are made.</param>
    /// <param name="pem">The text.</param>
    /// <param name="replace">False: an error when there is a file already.</param>
    /// <param name="owner">Only root can give files away; null = the folder's owner.</param>
    /// <exception cref="IOException">There is one, or the disk refuses it; the message says which.</exception>
    public static void WritePrivate(string path, string pem, bool replace, FileOwner? owner = null) =>
        Write(path, pem, isPrivate: true, replace, owner);

    /// <summary>For everybody: mode 0644.</summary>
    /// <inheritdoc cref="WritePrivate"/>
    public static void WritePublic(string path, string pem, bool replace, FileOwner? owner = null) =>
        Write(path, pem, isPrivate: false, replace, owner);

    private static void Write(string path, string pem, bool isPrivate, bool replace, FileOwner? owner)
    {
        path = Path.GetFullPath(path);
        string name = Path.GetFileName(path);
        // A name of its own: two writers at once do not meet, and what a kill left behind is in nobody's way.
        string fresh = $".{name}.{Guid.NewGuid():N}.new";
        using RootedFolder folder = RootedFolder.Open(Path.GetDirectoryName(path)!, create: true);
        if (!replace && folder.Status(name) is not null)
            throw new CertificateFileException($"{path} exists and stays as it is; move it away first, or write --force");
        using DurableFile file = folder.CreateNewPrivate(fresh);
        try
        {
            file.Append(Encoding.ASCII.GetBytes(pem));
            if (!isPrivate)
                file.MakePublic();
            if (owner is { } other)
                file.GiveTo(other.User, other.Group);
            file.Sync();
            folder.Rename(fresh, name, replace);
            folder.SyncFolder();
        }
        catch (DiskException failure) when (failure.Errno == Errno.EEXIST)
        {
            folder.Delete(fresh);
            throw new CertificateFileException($"{path} exists and stays as it is; move it away first, or write --force", failure);
        }
        catch
        {
            folder.Delete(fresh);
            throw;
        }
    }
}
