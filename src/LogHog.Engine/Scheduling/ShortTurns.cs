using System.Globalization;

namespace LogHog.Engine.Scheduling;

/// <summary>
/// Lets the threads of a process run as soon as they have something to do. An acknowledgement passes through ten threads' hands and waits for the
/// disk several times; on a machine whose processors are busy each of these steps waited until somebody else's turn was over, some milliseconds.
/// Linux (6.12 and later) lets a thread with shorter turns go first, as long as it has not used up its share; older kernels do so by
/// niceness alone, and take no notice.
/// </summary>
public static class ShortTurns
{
    /// <summary>The shortest there are.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(100);

    /// <summary>For all threads that the process has, and those that they make. Early: before there are any that shall not have it.</summary>
    public static void TakeForThisProcess()
    {
        try
        {
            foreach (string folder in Directory.EnumerateDirectories("/proc/self/task"))
                Take(int.Parse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Without /proc: those that this thread makes will have them.
            TakeForThisThread();
        }
    }

    internal static void TakeForThisThread() => Take(ThreadAttributes.ThisThread);

    private static void Take(int thread) => ThreadAttributes.TrySetTurn(thread, Turn);
}
