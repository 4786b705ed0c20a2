using System.Text;
using LogHog.Engine.Durability;

namespace LogHog.Cli.Pushing;

/// <summary>
/// The folder of <c>loghog config</c>: <c>keys/</c> and <c>history/</c>. Every file is 0600, replaced as a whole and on the disk before
/// anything depends on it; whoever writes holds the folder's lock.
/// </summary>
internal sealed class PushStore : IDisposable
{
    private readonly RootedFolder _folder;

    private PushStore(RootedFolder folder) => _folder = folder;

    /// <exception cref="IOException">It cannot be made or opened.</exception>
    public static PushStore Open(string path)
    {
        RootedFolder folder = RootedFolder.Open(path, create: true);
        try
        {
            if (Directory.GetParent(path) is { Parent: not null } parent)
            {
                // Made by root for the daemon, whose folder it lies in.
                using RootedFolder above = RootedFolder.Open(parent.FullName, create: false);
                above.GiveToOwner(Path.GetFileName(path));
            }

            return new PushStore(folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Until it is disposed of nobody else writes here.</summary>
    /// <exception cref="IOException">Somebody else is at it.</exception>
    public IDisposable Lock()
    {
        DurableFile file = _folder.OpenReadWrite("lock", create: true);
        if (file.TryLock())
        {
            _folder.GiveToOwner("lock");
            return file;
        }

        file.Dispose();
        throw new IOException($"another loghog config is at work in {_folder.Path}; try again when it has ended");
    }

    /// <summary>Brings a file into being or replaces it, in one step. Under <see cref="Lock"/>.</summary>
    /// <param name="folder">The folder in the store: <c>keys</c>, <c>history/shop</c>.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="bytes">All of it.</param>
    public void Write(string folder, string name, ReadOnlySpan<byte> bytes)
    {
        string fresh = $"{folder}/.{name}.new";
        MakeFolder(folder);
        // What a crash left there.
        _folder.Delete(fresh);
        using (RootedFolder inner = _folder.OpenFolder(folder))
        using (DurableFile file = inner.CreateNewPrivate($".{name}.new"))
        {
            file.WriteAt(0, bytes);
            file.Sync();
        }

        _folder.Rename(fresh, $"{folder}/{name}", replace: true);
        _folder.SyncFolder(folder);
    }

    public void Delete(string folder, string name)
    {
        _folder.Delete($"{folder}/{name}");
        _folder.SyncFolder(folder);
    }

    /// <summary>The names of the files with an ending, in the order of their letters; none when there is no such folder.</summary>
    public static IReadOnlyList<string> List(string store, string folder, string ending)
    {
        string path = Path.Combine(store, folder);
        return !Directory.Exists(path) ? [] :
        [
            .. Directory.EnumerateFiles(path, "*" + ending).Select(static file => Path.GetFileName(file))
                .Where(static name => name[0] != '.').Order(StringComparer.Ordinal),
        ];
    }

    public static string WhoIsAtWork() =>
        $"{(Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } user ? user : Environment.UserName)}@{Environment.MachineName}";

    public void Dispose() => _folder.Dispose();

    private void MakeFolder(string folder)
    {
        var path = new StringBuilder();
        foreach (string step in folder.Split('/'))
        {
            path.Append(path.Length == 0 ? "" : "/").Append(step);
            if (_folder.Status(path.ToString()) is not null)
                continue;
            _folder.CreateFolders(path.ToString());
            _folder.GiveToOwner(path.ToString());
            _folder.SyncFolder();
        }
    }
}
