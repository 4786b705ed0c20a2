using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Engine.Durability;

/// <summary>
/// Opens names beneath a folder so that no symbolic link, magic link (<c>/proc/…/fd</c>) or <c>..</c> leads out of it, also not
/// when somebody swaps a folder for a link between two looks: the kernel does it in one call (openat2, Linux 5.6), or we go
/// component by component, each opened with O_NOFOLLOW from the one before.
/// </summary>
internal static class PathWalk
{
    /// <summary>openat2 gives EAGAIN when the tree is being renamed under it; so many tries are plenty (the manual says "retry").</summary>
    private const int AttemptsMax = 64;

    private static volatile bool _kernelLacksOpenAt2;

    /// <summary>Refuses what is no plain relative name. Such a name is our own mistake: what comes from outside is encoded before.</summary>
    /// <exception cref="ArgumentException">Empty, absolute, or with an empty, <c>.</c> or <c>..</c> component or a NUL.</exception>
    public static void Check(string relative)
    {
        foreach (Range part in relative.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = relative.AsSpan(part);
            if (name is "" or "." or ".." || name.Contains('\0'))
                throw new ArgumentException($"not a name beneath the folder: '{relative}'", nameof(relative));
        }
    }

    /// <summary>Opens <paramref name="relative"/> beneath the folder; −1 and errno set on failure.</summary>
    public static int Open(SafeFileHandle folder, string relative, int flags, int mode)
    {
        bool held = false;
        try
        {
            folder.DangerousAddRef(ref held);
            int root = (int)folder.DangerousGetHandle();
            return _kernelLacksOpenAt2 ? OpenStepwise(root, relative, flags, mode) : OpenAtOnce(root, relative, flags, mode);
        }
        finally
        {
            if (held)
                folder.DangerousRelease();
        }
    }

    private static int OpenAtOnce(int root, string relative, int flags, int mode)
    {
        LibC.OpenHow how = new()
        {
            Flags = (uint)flags,
            Mode = (flags & LibC.OpenCreate) != 0 ? (uint)mode : 0,
            Resolve = LibC.ResolveBeneath | LibC.ResolveNoLinks | LibC.ResolveNoMagicLinks,
        };
        for (int attempt = 1; ; attempt++)
        {
            int opened = LibC.openat2(root, relative, ref how);
            if (opened >= 0)
                return opened;
            Errno errno = (Errno)Marshal.GetLastPInvokeError();
            if (errno is Errno.EAGAIN or Errno.EINTR && attempt < AttemptsMax)
                continue;
            // Old container sandboxes answer EPERM for system calls that they do not know.
            if (errno is Errno.ENOSYS or Errno.EPERM && attempt == 1)
            {
                int stepwise = OpenStepwise(root, relative, flags, mode);
                if (stepwise >= 0 || errno == Errno.ENOSYS)
                    _kernelLacksOpenAt2 = true;
                return stepwise;
            }
            return -1;
        }
    }

    /// <summary>The way for kernels without openat2 (and tested on all).</summary>
    internal static int OpenStepwise(int root, string relative, int flags, int mode)
    {
        int slash = relative.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return OpenRetrying(root, relative, flags | LibC.OpenNoFollow, mode);
        int stepFlags = LibC.OpenPathOnly | LibC.OpenFolderOnly | LibC.OpenNoFollow | LibC.OpenCloseOnExec;
        int next = OpenRetrying(root, relative[..slash], stepFlags, 0);
        if (next < 0)
            return -1;
        using SafeFileHandle step = new(next, ownsHandle: true);
        int opened = OpenStepwise(next, relative[(slash + 1)..], flags, mode);
        int errno = Marshal.GetLastPInvokeError();
        step.Dispose();
        Marshal.SetLastPInvokeError(errno); // closing must not hide why the open failed
        return opened;
    }

    private static int OpenRetrying(int folder, string name, int flags, int mode)
    {
        int opened;
        do
            opened = LibC.openat(folder, name, flags, mode);
        while (opened < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR);
        return opened;
    }
}
