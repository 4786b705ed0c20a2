using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Reads texts piece by piece and cuts them into events. For one thread: all texts share its buffer.</summary>
internal sealed class PieceReader(EventCutter cutter, FollowSettings settings, FollowCounters counters, TimeProvider time)
{
    // Enough for a few thousand lines at a time, and little enough that no file makes the others wait.
    private const int WindowBytes = 256 << 10;

    private readonly byte[] _window = new byte[Math.Max(WindowBytes, 2 * cutter.WindowBytesMin)];

    /// <summary>Whether there is something to read, or what is kept has become an event by waiting.</summary>
    /// <exception cref="DiskException">The file cannot be looked at.</exception>
    public bool HasSome(FollowedText text)
    {
        if (text.IsDone)
            return false;
        if (text.IsLast || text.RetryEnd is not null || text.Source.Length is not { } length)
            return true;
        text.LengthSeen = Math.Max(text.LengthSeen, length);
        return length != text.Offset + text.Kept.Length || (HasWhole(text) && IsQuiet(text));
    }

    /// <summary>Whether complete lines wait for what may belong to them.</summary>
    public bool HasWhole(FollowedText text) => cutter.IsMultiline && text.Kept.Span.Contains((byte)'\n');

    /// <summary>How long until <see cref="HasSome"/> by waiting; null = nothing waits.</summary>
    public TimeSpan? QuietIn(FollowedText text) =>
        HasWhole(text) ? settings.MultilineWait - time.GetElapsedTime(text.GrewAt) : null;

    /// <summary>Reads on.</summary>
    /// <param name="text">Which.</param>
    /// <param name="take">Gets each event, borrowed; says whether it wants another one.</param>
    /// <param name="piece">What was given; null = nothing is complete.</param>
    /// <returns>False: the file is no longer the one that was read so far; nothing was given.</returns>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public bool TryRead(FollowedText text, Func<ReadOnlyMemory<byte>, bool> take, out Piece? piece)
    {
        piece = null;
        int kept = text.Kept.Length;
        text.Kept.CopyTo(_window);
        int room = text.ReadableTo is { } bound ? (int)Math.Clamp(bound - text.Offset, kept, _window.Length) : _window.Length;
        int wanted = text.RetryEnd is { } end ? (int)(end - text.Offset) : room;
        int read = text.Source.Read(text.Offset + kept, _window.AsSpan(kept, wanted - kept));
        ReadOnlyMemory<byte> window = _window.AsMemory(0, kept + read);
        if (!text.IsStill(window.Span))
            return false;
        text.LengthSeen = Math.Max(text.LengthSeen, text.Offset + window.Length);
        if (read > 0)
            text.GrewAt = time.GetTimestamp();
        bool isAtEnd = window.Length < wanted || (text.RetryEnd is null && window.Length < _window.Length);
        bool isLast = text.IsLast && isAtEnd && text.RetryEnd is null;
        bool isEnd = isLast || (text.RetryEnd is not null && !isAtEnd);
        int length = Cut(window, isAtEnd && (settings.IsOnce || IsQuiet(text)), isEnd, take);
        ReadOnlySpan<byte> given = window.Span[..length];
        byte[] rest = window.Span[length..].ToArray();
        if (length == 0)
        {
            text.Keep(rest);
            text.IsDone = isLast && rest.Length == 0;
            return true;
        }

        byte[] last = given[^Math.Min(length, Fingerprint.EndBytesMax)..].ToArray();
        piece = new Piece(text, text.Offset, length, last, rest, isLast && rest.Length == 0);
        return true;
    }

    private bool IsQuiet(FollowedText text) => time.GetElapsedTime(text.GrewAt) >= settings.MultilineWait;

    private int Cut(ReadOnlyMemory<byte> window, bool isQuiet, bool isEnd, Func<ReadOnlyMemory<byte>, bool> take)
    {
        int at = 0;
        while (at < window.Length)
        {
            // A writer that does not append leaves a hole where its file was cut off.
            int hole = window.Span[at..].IndexOfAnyExcept((byte)0);
            at += hole < 0 ? window.Length - at : hole;
            CutEvent next = cutter.Next(window.Span[at..], isQuiet, isEnd);
            if (next.Length == 0)
                break;
            if (next.IsCut)
                counters.Cut();
            ReadOnlyMemory<byte> text = window.Slice(at, next.Text);
            at += next.Length;
            if (text.Span.ContainsAnyExcept(" \t\r\n"u8) && !take(text))
                break;
        }

        return at;
    }
}
