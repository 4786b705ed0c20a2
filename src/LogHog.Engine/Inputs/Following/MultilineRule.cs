using System.Text;
using System.Text.RegularExpressions;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Which lines belong to the event that the line before them belongs to. Holds no state of its own: <see cref="TraceState"/> has it.</summary>
internal abstract class MultilineRule
{
    /// <summary>The first line of an event.</summary>
    public virtual TraceState Begin(ReadOnlySpan<byte> line) => TraceState.None;

    /// <summary>Whether the next line goes on.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <param name="state">What the lines of the event before it came to.</param>
    public abstract bool GoesOn(ReadOnlySpan<byte> line, ref TraceState state);
}

/// <summary>In what kind of stack trace an event's last line was.</summary>
internal enum TraceState : byte
{
    None,

    /// <summary>Between Python's <c>Traceback</c> and the line that names the exception.</summary>
    PythonFrames,

    /// <summary>Behind the line that names the exception: another trace may follow.</summary>
    PythonEnd,

    /// <summary>Behind Go's <c>panic:</c> or <c>goroutine 1 [running]:</c>.</summary>
    Go,
}

/// <summary>Lines that begin with a space or a tab go on.</summary>
internal sealed class IndentRule : MultilineRule
{
    public override bool GoesOn(ReadOnlySpan<byte> line, ref TraceState state) => IsIndented(line);

    public static bool IsIndented(ReadOnlySpan<byte> line) => line is [(byte)' ' or (byte)'\t', ..];
}

/// <summary>Lines that a pattern does not find go on.</summary>
/// <param name="start">Finds first lines; made with <see cref="RegexOptions.NonBacktracking"/>.</param>
internal sealed class StartRule(Regex start) : MultilineRule
{
    public override bool GoesOn(ReadOnlySpan<byte> line, ref TraceState state) => !start.IsMatch(Encoding.UTF8.GetString(line));
}
