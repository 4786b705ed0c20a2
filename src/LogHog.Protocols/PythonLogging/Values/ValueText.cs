using System.Text.Unicode;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Texts and bytes of a pickle as they are meant, without the pickle's own spelling. Mostly a slice of the pickle.</summary>
internal sealed class ValueText(RenderBuffer scratch)
{
    /// <summary>The text of a str of Python 3, or of Python 2 (whose bytes that are no UTF-8 become U+DCNN).</summary>
    /// <param name="tree">The pickle.</param>
    /// <param name="value">Anything.</param>
    /// <param name="text">Sound WTF-8; holds until the next call.</param>
    /// <param name="isSlice">It is a slice of the pickle.</param>
    /// <returns>False = the value is no text, or one that is not UTF-8.</returns>
    public bool TryGet(scoped in PickleTree tree, int value, out ReadOnlySpan<byte> text, out bool isSlice)
    {
        isSlice = false;
        text = default;
        PickleKind kind = tree.KindOf(value);
        if (kind is not (PickleKind.Text or PickleKind.ByteText))
            return false;
        text = tree.Content(value);
        switch (tree.Pickle[value])
        {
            case PickleOpcode.Unicode:
                return TrySpellAnew(text, text.Length * 2, PickleText.ReadRawUnicode, out text);
            case PickleOpcode.String:
                return TrySpellAnew(text, text.Length, PickleText.Unquote, out text) && (Utf8.IsValid(text) || TryEscape(text.Length, out text));
            default:
                isSlice = Utf8.IsValid(text);
                return isSlice || (kind == PickleKind.Text
                    ? TrySpellAnew(text, text.Length, WtfCharacter.JoinSurrogates, out text)
                    : TrySpellAnew(text, text.Length * 3, WtfCharacter.EscapeBytes, out text));
        }
    }

    /// <summary>
    /// Bytes in each of their spellings: as such, as a str of Python 2, as text of Latin-1, and as the call
    /// <c>_codecs.encode(text, 'latin1')</c> that Python 3 writes for protocols without bytes.
    /// </summary>
    /// <returns>False = the value is nothing like bytes.</returns>
    public bool TryGetBytes(scoped in PickleTree tree, int value, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        switch (tree.KindOf(value))
        {
            case PickleKind.Bytes or PickleKind.ByteArray:
                bytes = tree.Content(value);
                return true;
            case PickleKind.ByteText:
                bytes = tree.Content(value);
                return tree.Pickle[value] != PickleOpcode.String || TrySpellAnew(bytes, bytes.Length, PickleText.Unquote, out bytes);
            case PickleKind.Text:
                // In place, if the text was spelled anew: it only becomes shorter.
                return TryGet(tree, value, out ReadOnlySpan<byte> text, out _) && TrySpellAnew(text, text.Length, NarrowToLatin1, out bytes);
            case PickleKind.Object:
                PickleObject call = tree.Object(value);
                return PickleNames.Find(tree, call.Callable) == KnownName.Encode
                    && tree.Items(call.Arguments) is var arguments && arguments.TryTake(out int encoded)
                    && tree.KindOf(encoded) == PickleKind.Text && TryGetBytes(tree, encoded, out bytes);
            default:
                return false;
        }
    }

    private delegate int Spelling(ReadOnlySpan<byte> text, Span<byte> output);

    private bool TrySpellAnew(ReadOnlySpan<byte> text, int bytesMax, Spelling spell, out ReadOnlySpan<byte> anew)
    {
        anew = default;
        scratch.Truncate(0);
        if (text.IsEmpty)
            return true;
        Span<byte> room = scratch.Reserve(bytesMax);
        if (room.IsEmpty)
            return false;
        scratch.Charge(bytesMax);
        int written = spell(text, room);
        if (written < 0)
            return false;
        anew = room[..written];
        return true;
    }

    /// <summary>Escapes what was spelled anew, behind itself.</summary>
    private bool TryEscape(int length, out ReadOnlySpan<byte> escaped)
    {
        scratch.Commit(length);
        Span<byte> room = scratch.Reserve(length * 3);
        escaped = room.IsEmpty ? room : room[..WtfCharacter.EscapeBytes(scratch.Written[..length], room)];
        return !room.IsEmpty;
    }

    private static int NarrowToLatin1(ReadOnlySpan<byte> text, Span<byte> output)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            text = text[WtfCharacter.Read(text, out int codePoint)..];
            if (codePoint > 0xFF)
                return -1;
            output[written++] = (byte)codePoint;
        }
        return written;
    }
}
