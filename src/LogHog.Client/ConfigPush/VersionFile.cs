using System.Text;
using System.Text.Json;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>
/// The last version that counted, over restarts: <c>{"target":"shop","version":12}</c>, replaced as a whole. The process that has it open
/// holds <c>FILE.lock</c>, so that no two take the same push for the first.
/// </summary>
internal sealed class VersionFile : IDisposable
{
    private const int BytesMax = 4096;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly string _target;
    private readonly FileStream _lock;

    private VersionFile(string path, string target, FileStream held) => (_path, _target, _lock) = (path, target, held);

    /// <summary>0 = none yet.</summary>
    public long Version { get; private set; }

    /// <exception cref="IOException">It is damaged, another program's, or used by another process.</exception>
    public static VersionFile Open(string path, string target)
    {
        path = Path.GetFullPath(path);
        var file = new VersionFile(path, target, OpenPrivate(path + ".lock", FileMode.OpenOrCreate, FileOptions.None));
        try
        {
            file.Version = file.Read();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The disk does not take it: then the version does not count.</exception>
    public void Keep(long version)
    {
        string fresh = _path + ".new";
        // Written through to the disk, because .NET hides the errors of a sync; a power cut may bring the old name back, never half a file.
        using (FileStream file = OpenPrivate(fresh, FileMode.Create, FileOptions.WriteThrough))
            file.Write(Encoding.ASCII.GetBytes($"{{\"target\":\"{_target}\",\"version\":{version}}}\n"));
        File.Move(fresh, _path, overwrite: true);
        Version = version;
    }

    public void Dispose() => _lock.Dispose();

    private long Read()
    {
        var info = new FileInfo(_path);
        if (!info.Exists)
            return 0;
        string problem = "is too long";
        using JsonDocument? document = info.Length > BytesMax ? null : StrictJson.Parse(File.ReadAllBytes(_path), out problem);
        if (document is { RootElement: { ValueKind: JsonValueKind.Object } root }
            && root.TryGetProperty("target", out JsonElement target) && target.ValueKind == JsonValueKind.String && target.GetString() == _target
            && root.TryGetProperty("version", out JsonElement version) && version.TryGetInt64(out long number) && number > 0)
            return number;
        throw new IOException($"{_path} is damaged or another program's ({problem}); mend it, or delete it and push again");
    }

    private static FileStream OpenPrivate(string path, FileMode mode, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None, Options = options };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = OwnerOnly;
        return new FileStream(path, how);
    }
}
