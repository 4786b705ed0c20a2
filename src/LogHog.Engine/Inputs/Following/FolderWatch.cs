using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Durability;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// Waits until the kernel tells of a change in some folders (inotify), or a time is over. Where it cannot tell (no more watches, a network's
/// file system) the time is all there is. For one thread.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private const int EventHeaderBytes = 16;

    private readonly SafeFileHandle? _notices;
    private readonly SafeFileHandle? _wake;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private readonly byte[] _room = new byte[64 << 10];

    /// <param name="stop">Ends a wait.</param>
    public FolderWatch(CancellationToken stop)
    {
        _stop = stop;
        int notices = Inotify.inotify_init1(Inotify.NonBlockingCloseOnExec);
        int wake = notices < 0 ? -1 : Inotify.eventfd(0, Inotify.NonBlockingCloseOnExec);
        if (notices < 0 || wake < 0)
            Problem = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        _notices = notices < 0 ? null : new SafeFileHandle(notices, ownsHandle: true);
        _wake = wake < 0 ? null : new SafeFileHandle(wake, ownsHandle: true);
        _registration = stop.Register(Wake);
    }

    /// <summary>Why the kernel does not tell of everything; null = it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>Watches these folders and no others.</summary>
    public void Watch(IReadOnlySet<string> folders)
    {
        if (_notices is null)
            return;
        foreach (string gone in _watches.Keys.Where(folder => !folders.Contains(folder)).ToArray())
        {
            _ = Inotify.inotify_rm_watch(_notices, _watches[gone]);
            _watches.Remove(gone);
        }

        foreach (string folder in folders.Where(folder => !_watches.ContainsKey(folder)))
        {
            int watch = Inotify.inotify_add_watch(_notices, folder, Inotify.Modified | Inotify.Names | Inotify.FoldersOnly);
            if (watch >= 0)
                _watches[folder] = watch;
            else if ((Errno)Marshal.GetLastPInvokeError() is not (Errno.ENOENT or Errno.EACCES) and var errno)
                Problem = Marshal.GetPInvokeErrorMessage((int)errno);
        }
    }

    /// <returns>True: files came, went or were renamed.</returns>
    public bool Wait(TimeSpan limit)
    {
        int milliseconds = (int)Math.Clamp(Math.Ceiling(limit.TotalMilliseconds), 0, int.MaxValue);
        if (_notices is null || _wake is null)
        {
            _stop.WaitHandle.WaitOne(milliseconds);
            return false;
        }

        Span<Inotify.PollEntry> entries =
        [
            new() { Descriptor = (int)_notices.DangerousGetHandle(), Wanted = Inotify.Readable },
            new() { Descriptor = (int)_wake.DangerousGetHandle(), Wanted = Inotify.Readable },
        ];
        _ = Inotify.poll(entries, 2, milliseconds);
        return ReadNotices();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _notices?.Dispose();
        _wake?.Dispose();
    }

    private void Wake()
    {
        if (_wake is not null)
            _ = Inotify.write(_wake, [1, 0, 0, 0, 0, 0, 0, 0], sizeof(ulong));
    }

    private bool ReadNotices()
    {
        bool anyNames = false;
        while (Inotify.read(_notices!, _room, (nuint)_room.Length) is > 0 and var read)
        {
            for (int at = 0; at + EventHeaderBytes <= read; at += EventHeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(_room.AsSpan(at + 12)))
            {
                uint mask = BinaryPrimitives.ReadUInt32LittleEndian(_room.AsSpan(at + 4));
                anyNames |= (mask & (Inotify.Names | Inotify.Overflow | Inotify.Ended)) != 0;
                if ((mask & Inotify.Ended) != 0)
                    Forget(BinaryPrimitives.ReadInt32LittleEndian(_room.AsSpan(at)));
            }
        }

        return anyNames;
    }

    /// <summary>The folder has gone: one of its name may come again.</summary>
    private void Forget(int watch)
    {
        foreach (string folder in _watches.Where(pair => pair.Value == watch).Select(static pair => pair.Key).ToArray())
            _watches.Remove(folder);
    }
}
