using System.Runtime.InteropServices;

namespace LogHog.TestKit;

/// <summary>kill(2), and the numbers that the tests use.</summary>
public static partial class ProcessSignal
{
    public const int Hangup = 1, Interrupt = 2, Kill = 9, User1 = 10, Terminate = 15;

    public static void Send(int processId, int signal)
    {
        if (SendNative(processId, signal) != 0)
            throw new InvalidOperationException($"kill({processId}, {signal}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendNative(int processId, int signal);
}
