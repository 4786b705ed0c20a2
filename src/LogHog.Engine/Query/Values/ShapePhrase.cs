using LogHog.Engine.Index;

namespace LogHog.Engine.Query.Values;

/// <summary>What the shape of a message tells of it.</summary>
[Flags]
internal enum ShapeVerdict : byte
{
    /// <summary>No message of the shape matches.</summary>
    No = 0,

    /// <summary>Some may.</summary>
    Maybe = 1,

    /// <summary>What <see cref="Yes"/> has more than <see cref="Maybe"/>.</summary>
    Certain = 2,

    /// <summary>All do.</summary>
    Yes = Maybe | Certain,
}

/// <summary>Tells by the shape of a message whether a text stands in it.</summary>
/// <remarks>
/// A word with a digit is a placeholder as a whole. So where no word of the text has a digit, and none of its words may be part of a
/// longer one, the shape decides: its other bytes are those of the message.
/// </remarks>
internal sealed class ShapePhrase
{
    private readonly byte[] _text;
    private readonly bool _startsWithWord;
    private readonly bool _endsWithWord;
    private readonly bool _isVerbatim;
    private readonly bool _isKnown;
    private readonly bool _isCut;
    private readonly byte[][] _parts;

    /// <param name="text">What is looked for.</param>
    /// <param name="openStart">Its first word may be the end of a longer one.</param>
    /// <param name="openEnd">Its last word may be the start of a longer one.</param>
    public ShapePhrase(byte[] text, bool openStart = false, bool openEnd = false)
    {
        _text = text;
        _isKnown = text.Length > 0 && !text.AsSpan().Contains(MessageShape.Variable) && System.Text.Unicode.Utf8.IsValid(text);
        _isVerbatim = _isKnown && !text.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9');
        _startsWithWord = !openStart && Words.StartsWithWordChar(text);
        _endsWithWord = !openEnd && Words.EndsWithWordChar(text);
        _parts = _isKnown ? PartsOf(text, openStart, openEnd, out _isCut) : [];
    }

    /// <summary>The shape that a message would have.</summary>
    public static byte[] ShapeOf(ReadOnlySpan<byte> message)
    {
        if (!MessageShape.IsKnown(message))
            return MessageShape.Unknown.ToArray();
        var shape = new List<byte>(message.Length);
        int copied = 0;
        foreach (Range word in Words.Split(message))
        {
            (int start, int length) = word.GetOffsetAndLength(message.Length);
            if (!message.Slice(start, length).ContainsAnyInRange((byte)'0', (byte)'9'))
                continue;
            shape.AddRange(message[copied..start]);
            shape.Add(MessageShape.Variable);
            copied = start + length;
        }

        shape.AddRange(message[copied..]);
        return [.. shape];
    }

    /// <summary>Whether the text stands in messages of a shape.</summary>
    /// <param name="shape">One with a placeholder; one without is the message itself.</param>
    public ShapeVerdict IsIn(ReadOnlySpan<byte> shape)
    {
        if (IsUnknown(shape))
            return ShapeVerdict.Maybe;
        if (_isVerbatim && Phrases.IndexOf(shape, _text, _startsWithWord, _endsWithWord) >= 0)
            return ShapeVerdict.Yes;
        if (_isVerbatim && !_isCut)
            return ShapeVerdict.No;
        foreach (byte[] part in _parts)
        {
            if (shape.IndexOf(part) >= 0)
                return ShapeVerdict.Maybe;
        }

        return ShapeVerdict.No;
    }

    /// <summary>Whether messages of a shape start with the text.</summary>
    /// <inheritdoc cref="IsIn"/>
    public ShapeVerdict IsStartOf(ReadOnlySpan<byte> shape)
    {
        if (IsUnknown(shape))
            return ShapeVerdict.Maybe;
        if (_isVerbatim && shape.StartsWith(_text))
            return ShapeVerdict.Yes;
        if (_isVerbatim && !_isCut)
            return ShapeVerdict.No;
        foreach (byte[] part in _parts)
        {
            if (shape.StartsWith(part))
                return ShapeVerdict.Maybe;
        }

        return ShapeVerdict.No;
    }

    private bool IsUnknown(ReadOnlySpan<byte> shape) => !_isKnown || shape.SequenceEqual(MessageShape.Unknown);

    /// <summary>What the shape of a message with the text has in it, one or the other: where a word may be cut, it or a placeholder.</summary>
    private static byte[][] PartsOf(byte[] text, bool openStart, bool openEnd, out bool isCut)
    {
        List<Range> words = Words.Split(text);
        (int first, int firstLength) = words.Count == 0 ? (-1, 0) : words[0].GetOffsetAndLength(text.Length);
        (int last, int lastLength) = words.Count == 0 ? (-1, 0) : words[^1].GetOffsetAndLength(text.Length);
        bool isFirstCut = openStart && first == 0;
        bool isLastCut = openEnd && last >= 0 && last + lastLength == text.Length;
        isCut = isFirstCut || isLastCut;
        if (isCut && firstLength == text.Length)
            return CutWord(text);
        byte[][] starts = isFirstCut ? CutWord(text[..firstLength]) : [[]];
        byte[] middle = ShapeOf(text.AsSpan(isFirstCut ? firstLength : 0, (isLastCut ? last : text.Length) - (isFirstCut ? firstLength : 0)));
        byte[][] ends = isLastCut ? CutWord(text[last..]) : [[]];
        return [.. starts.SelectMany(start => ends.Select(end => (byte[])[.. start, .. middle, .. end]))];
    }

    /// <summary>A part of a word: the rest of it may have a digit.</summary>
    private static byte[][] CutWord(byte[] word) =>
        word.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9') ? [[MessageShape.Variable]] : [word, [MessageShape.Variable]];
}
