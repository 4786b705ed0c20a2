using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Server.Daemon;

/// <summary>
/// Holds the daemon's process id and a lock that ends with the process: a file left behind by a crash is taken over, and a
/// second start is refused. The file appears with its whole content (written beside, locked, renamed).
/// </summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _locked;

    private PidFile(string path, SafeFileHandle locked)
    {
        _path = path;
        _locked = locked;
    }

    /// <exception cref="StartFailure">Another loghogd holds it, or it cannot be written.</exception>
    public static PidFile Take(string path)
    {
        try
        {
            while (true)
            {
                using SafeFileHandle current = Open(path, FileMode.OpenOrCreate);
                Lock(current, path);
                // Between open and lock the owner may have gone and removed it: then the lock is on a file without a name.
                if (IsStillAt(current, path)) return new PidFile(path, Replace(path));
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"The pidfile {path} cannot be written ({cause.Message}). Set another with --pid.", cause);
        }
    }

    /// <summary>The process that holds <paramref name="path"/> now; null = nobody, whatever the file says.</summary>
    public static int? HeldBy(string path)
    {
        if (!File.Exists(path)) return null;
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return LinuxCalls.IsLocked(file) ? Read(file) : null;
    }

    public void Dispose()
    {
        try
        {
            if (IsStillAt(_locked, _path)) File.Delete(_path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // After the change of user the folder may be closed to us; an empty file names nobody.
            _ = LinuxCalls.Truncate(_locked, 0);
        }

        _locked.Dispose();
    }

    private static SafeFileHandle Open(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private static void Lock(SafeFileHandle file, string path)
    {
        if (LinuxCalls.TryLock(file)) return;
        throw new StartFailure(
            $"loghogd already runs with process id {Read(file)?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} " +
            $"(it holds {path}). Stop it first, or give this one another --pid, --log-dir and ports.");
    }

    private static SafeFileHandle Replace(string path)
    {
        string beside = path + ".new";
        SafeFileHandle file = Open(beside, FileMode.Create);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
        Lock(file, beside);
        File.Move(beside, path, overwrite: true);
        return file;
    }

    private static bool IsStillAt(SafeFileHandle file, string path)
    {
        FileIdentity? mine = LinuxCalls.Identify((int)file.DangerousGetHandle(), "");
        FileIdentity? there = LinuxCalls.Identify(LinuxCalls.AtFdCwd, path);
        return mine is { } a && there is { } b && a.Inode == b.Inode && a.Device == b.Device;
    }

    private static int? Read(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[16];
        text = text[..RandomAccess.Read(file, text, 0)];
        return int.TryParse(Encoding.ASCII.GetString(text).Trim(), CultureInfo.InvariantCulture, out int id) ? id : null;
    }
}
