using System.Buffers;
using System.Runtime.CompilerServices;

namespace LogHog.Protocols.Json;

internal enum JsonKind : byte
{
    Missing,
    Text,
    Number,
    True,
    False,
    Null,
    Object,
    Array,
}

/// <summary>
/// Reads JSON (RFC 8259) from UTF-8 that is known to be valid, strictly and once, from front to back. Every method leaves
/// the position behind what it read, and returns false where the text is not JSON.
/// </summary>
internal ref struct JsonScanner(ReadOnlyMemory<byte> text, ScratchMemory scratch)
{
    // What ends a run of plain characters in a string: the quote, an escape, or a control character, which JSON forbids there.
    private static readonly SearchValues<byte> StringSpecials = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    private readonly ReadOnlyMemory<byte> _text = text;
    private readonly ReadOnlySpan<byte> _bytes = text.Span;
    private readonly ScratchMemory _scratch = scratch;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    /// <summary>The next byte; 0 at the end, which no JSON token starts with.</summary>
    public readonly byte Peek => (uint)Position < (uint)_bytes.Length ? _bytes[Position] : (byte)0;

    public readonly ReadOnlyMemory<byte> Since(int start) => _text[start..Position];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipSpace()
    {
        while ((uint)Position < (uint)_bytes.Length && _bytes[Position] <= (byte)' ')
        {
            if (_bytes[Position] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                return;
            Position++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(byte expected)
    {
        if (Peek != expected)
            return false;
        Position++;
        return true;
    }

    /// <summary>What the value at the position will be, by its first byte.</summary>
    public readonly JsonKind PeekKind() => Peek switch
    {
        (byte)'"' => JsonKind.Text,
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
        (byte)'t' => JsonKind.True,
        (byte)'f' => JsonKind.False,
        (byte)'n' => JsonKind.Null,
        _ => JsonKind.Missing,
    };

    /// <summary>A string with its quotes. The value is a slice of the text or, if it has escapes, of the scratch memory.</summary>
    public bool TryReadString(out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (!Take((byte)'"'))
            return false;
        int length = _bytes[Position..].IndexOfAny(StringSpecials);
        if (length < 0)
            return false;
        byte special = _bytes[Position + length];
        if (special == (byte)'"')
        {
            value = _text.Slice(Position, length);
            Position += length + 1;
            return true;
        }
        return special == (byte)'\\' && TryReadEscapedString(length, out value);
    }

    private bool TryReadEscapedString(int length, out ReadOnlyMemory<byte> value)
    {
        value = default;
        // No escape is shorter than what it stands for, so what is left of the text bounds what is written.
        Span<byte> output = _scratch.Reserve(_bytes.Length - Position);
        int written = 0;
        while (length >= 0)
        {
            _bytes.Slice(Position, length).CopyTo(output[written..]);
            written += length;
            Position += length;
            if (Take((byte)'"'))
            {
                value = _scratch.Commit(written);
                return true;
            }
            if (!JsonEscape.TryRead(_bytes[Position..], output[written..], out int consumed, out int produced))
                return false;
            Position += consumed;
            written += produced;
            length = _bytes[Position..].IndexOfAny(StringSpecials);
        }
        return false;
    }

    /// <summary>A number, as its own characters: <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?</c>.</summary>
    public bool TryReadNumber(out ReadOnlyMemory<byte> value)
    {
        int start = Position;
        value = default;
        Take((byte)'-');
        if (!Take((byte)'0') && !TakeDigits())
            return false;
        if (Take((byte)'.') && !TakeDigits())
            return false;
        if (Take((byte)'e') || Take((byte)'E'))
        {
            if (!Take((byte)'+'))
                Take((byte)'-');
            if (!TakeDigits())
                return false;
        }
        value = Since(start);
        return true;
    }

    private bool TakeDigits()
    {
        int start = Position;
        while (Peek is >= (byte)'0' and <= (byte)'9')
            Position++;
        return Position > start;
    }

    public bool TryReadLiteral(ReadOnlySpan<byte> literal, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (!_bytes[Position..].StartsWith(literal))
            return false;
        value = _text.Slice(Position, literal.Length);
        Position += literal.Length;
        return true;
    }

    /// <summary>Text, number or literal, whichever <see cref="PeekKind"/> said.</summary>
    public bool TryReadScalar(JsonKind kind, out ReadOnlyMemory<byte> value)
    {
        switch (kind)
        {
            case JsonKind.Text:
                return TryReadString(out value);
            case JsonKind.Number:
                return TryReadNumber(out value);
            case JsonKind.True:
                return TryReadLiteral("true"u8, out value);
            case JsonKind.False:
                return TryReadLiteral("false"u8, out value);
            case JsonKind.Null:
                return TryReadLiteral("null"u8, out value);
            default:
                value = default;
                return false;
        }
    }
}
