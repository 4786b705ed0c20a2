using System.Buffers;

namespace LogHog.Protocols;

/// <summary>
/// What one connection has to remember, and what is to be said to its peer. Small: ten thousand of them may be idle, so memory for
/// answers is there only while there are some. Used by one loop at a time.
/// </summary>
/// <remarks>
/// An answer may be true only later: whoever takes the answers sends them, in their order, when every event that was decoded before
/// is as safe as the input promises. A session that writes one when the last event of a message has been decoded need not know how.
/// </remarks>
public abstract class ProtocolSession
{
    // Some thirty answers of RELP; most reads bring fewer messages.
    private const int AnswerBytesMin = 1024;

    private byte[]? _answers;
    private int _length;

    public bool HasAnswers => _length > 0;

    /// <summary>The conversation is over: the connection is closed behind the answers that are there.</summary>
    public bool IsOver { get; protected internal set; }

    /// <summary>The server closes the connection in good order: the last answer, if the protocol has one for that.</summary>
    public virtual void Close()
    {
    }

    /// <summary>Takes the answers out; the caller gives the array back to the shared pool. Empty when there are none.</summary>
    public ArraySegment<byte> TakeAnswers()
    {
        if (_answers is null)
            return ArraySegment<byte>.Empty;
        ArraySegment<byte> answers = new(_answers, 0, _length);
        _answers = null;
        _length = 0;
        return answers;
    }

    /// <summary>Writes behind the answers that are there.</summary>
    protected internal void Answer(ReadOnlySpan<byte> text)
    {
        text.CopyTo(ReserveAnswer(text.Length));
        CommitAnswer(text.Length);
    }

    /// <summary>The same in place: room for so many bytes, of which <see cref="CommitAnswer"/> keeps the first.</summary>
    protected internal Span<byte> ReserveAnswer(int bytes)
    {
        _answers ??= ArrayPool<byte>.Shared.Rent(Math.Max(bytes, AnswerBytesMin));
        if (_answers.Length - _length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes, 2 * _answers.Length));
            _answers.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_answers);
            _answers = larger;
        }

        return _answers.AsSpan(_length);
    }

    /// <inheritdoc cref="ReserveAnswer"/>
    protected internal void CommitAnswer(int bytes) => _length += bytes;
}
