using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LogHog.Engine.Diagnostics;

/// <summary>What would be our own mistake. Checked in Release too: a server that miscounts must stop, not go on.</summary>
internal static class Invariant
{
    [StackTraceHidden]
    public static void Holds(bool condition, string mistake, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!condition)
            Fail(mistake, file, line);
    }

    [StackTraceHidden]
    private static void Fail(string mistake, string file, int line) =>
        throw new InvalidOperationException($"This is a mistake in LogHog, please report it: {mistake} ({Path.GetFileName(file)}:{line})");
}
