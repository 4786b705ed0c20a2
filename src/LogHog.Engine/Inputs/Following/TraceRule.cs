using System.Buffers;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// Stack traces as Java, Python, Go and .NET print them: indented lines go on, and those that the kinds wanted know to be parts of a trace.
/// A trace belongs to the line before it, which says what happened.
/// </summary>
internal sealed class TraceRule(TraceKinds kinds) : MultilineRule
{
    private static readonly SearchValues<byte> TypeName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.`+/@-"u8);

    public override TraceState Begin(ReadOnlySpan<byte> line) => StateOf(line);

    public override bool GoesOn(ReadOnlySpan<byte> line, ref TraceState state)
    {
        if (kinds.HasFlag(TraceKinds.Python) && GoesOnInPython(line, ref state))
            return true;
        if (kinds.HasFlag(TraceKinds.Go) && GoesOnInGo(line, ref state))
            return true;
        if (IndentRule.IsIndented(line))
            return true;
        return (kinds.HasFlag(TraceKinds.Java) && GoesOnInJava(line)) || (kinds.HasFlag(TraceKinds.DotNet) && GoesOnInDotNet(line));
    }

    private TraceState StateOf(ReadOnlySpan<byte> line)
    {
        if (kinds.HasFlag(TraceKinds.Python) && IsPythonStart(line))
            return TraceState.PythonFrames;
        return kinds.HasFlag(TraceKinds.Go) && (line.StartsWith("panic: "u8) || line.StartsWith("fatal error: "u8) || IsGoroutine(line))
            ? TraceState.Go
            : TraceState.None;
    }

    /// <summary>Frames are indented; then comes one line with the exception, and perhaps why there is a second trace.</summary>
    private static bool GoesOnInPython(ReadOnlySpan<byte> line, ref TraceState state)
    {
        if (IsPythonStart(line))
        {
            state = TraceState.PythonFrames;
            return true;
        }

        if (state == TraceState.PythonFrames && !IndentRule.IsIndented(line) && !line.IsEmpty)
        {
            state = TraceState.PythonEnd;
            return true;
        }

        return state == TraceState.PythonEnd
            && (line.IsEmpty || line.StartsWith("During handling of the above exception"u8) || line.StartsWith("The above exception was the direct cause"u8));
    }

    private static bool IsPythonStart(ReadOnlySpan<byte> line) =>
        line.StartsWith("Traceback (most recent call last):"u8) || line.StartsWith("  + Exception Group Traceback (most recent call last):"u8);

    /// <summary>A function and its arguments, then an indented line with its place, for each frame; goroutines are apart by an empty line.</summary>
    private static bool GoesOnInGo(ReadOnlySpan<byte> line, ref TraceState state)
    {
        if (IsGoroutine(line))
        {
            state = TraceState.Go;
            return true;
        }

        return state == TraceState.Go
            && (line.IsEmpty || line.StartsWith("\t"u8) || line.StartsWith("created by "u8) || line.StartsWith("[signal "u8) || line.StartsWith("exit status "u8)
                || line.StartsWith("panic: "u8) || IsGoCall(line));
    }

    private static bool IsGoroutine(ReadOnlySpan<byte> line) =>
        line.StartsWith("goroutine "u8) && line.EndsWith("]:"u8) && line.Contains((byte)'[');

    /// <summary><c>main.(*Shop).charge(0xc000012345, {0x1, 0x2})</c>, <c>main.main()</c>, and the elision of frames.</summary>
    private static bool IsGoCall(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("...additional frames elided..."u8))
            return true;
        int arguments = line.IndexOf((byte)'(');
        return arguments > 0 && line.EndsWith(")"u8) && line[..arguments].IndexOfAnyExcept(TypeName) < 0 && line[..arguments].Contains((byte)'.');
    }

    private static bool GoesOnInJava(ReadOnlySpan<byte> line) =>
        line.StartsWith("Caused by: "u8) || line.StartsWith("Suppressed: "u8) || NamesException(line);

    private static bool GoesOnInDotNet(ReadOnlySpan<byte> line) =>
        line.StartsWith("--- End of "u8) || line.StartsWith("---> "u8) || NamesException(line);

    /// <summary><c>java.lang.IllegalStateException: text</c>, <c>System.IO.IOException: text</c>, without a text, and with an error code.</summary>
    private static bool NamesException(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAnyExcept(TypeName);
        ReadOnlySpan<byte> type = end < 0 ? line : line[..end];
        if (!type.Contains((byte)'.') || !(type.EndsWith("Exception"u8) || type.EndsWith("Error"u8) || type.EndsWith("Throwable"u8)))
            return false;
        return end < 0 || line[end] == ':' || line[end..].StartsWith(" (0x"u8);
    }
}
