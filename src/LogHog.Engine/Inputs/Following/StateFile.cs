using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>A small JSON file that is replaced as a whole and durably, so that there always is a good one. One process at a time uses it.</summary>
/// <param name="folder">Where it lies; closed with this.</param>
/// <param name="name">Its name.</param>
/// <param name="type">How it is written.</param>
internal sealed class StateFile<T>(RootedFolder folder, string name, JsonTypeInfo<T> type) : IDisposable
    where T : class
{
    // 100,000 files take some 40 MB.
    private const int BytesMax = 256 << 20;

    private DurableFile? _lock;

    public string Path => System.IO.Path.Combine(folder.Path, name);

    /// <summary>Makes it this process' own until it is closed.</summary>
    /// <returns>False: another one has it.</returns>
    /// <exception cref="DiskException">The folder cannot be written to.</exception>
    public bool TryLock()
    {
        _lock ??= folder.OpenReadWrite(name + ".lock", create: true);
        return _lock.TryLock();
    }

    /// <returns>Null when there is none yet. One that is damaged is set aside, and <paramref name="damage"/> says so.</returns>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public T? Load(out string? damage)
    {
        damage = null;
        if (folder.Status(name) is not { Kind: FileKind.File } status)
            return null;
        try
        {
            if (status.Length > BytesMax)
                throw new JsonException($"it has {status.Length} bytes");
            using DurableFile file = folder.OpenRead(name);
            byte[] bytes = new byte[status.Length];
            int read = file.Read(0, bytes);
            return JsonSerializer.Deserialize(bytes.AsSpan(0, read), type) ?? throw new JsonException("it is empty");
        }
        catch (JsonException bad)
        {
            damage = bad.Message;
            folder.Rename(name, name + ".damaged", replace: true);
            return null;
        }
    }

    /// <summary>It is on the disk when this returns.</summary>
    /// <exception cref="DiskException">The old one is still there, or the new one already.</exception>
    public void Save(T content)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(content, type);
        folder.Delete(name + ".new");
        using (DurableFile file = folder.CreateNewPrivate(name + ".new"))
        {
            file.WriteAt(0, bytes);
            file.Sync();
        }

        folder.Rename(name + ".new", name, replace: true);
        folder.SyncFolder();
    }

    public void Dispose()
    {
        _lock?.Dispose();
        folder.Dispose();
    }
}
