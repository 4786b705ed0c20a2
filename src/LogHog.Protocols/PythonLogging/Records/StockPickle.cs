using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>
/// Reads the pickles of the stock handlers in one pass: a dict that is made at once, of texts, numbers, truth values and None, as each
/// pickler writes it. Whatever else a pickle holds is left to <see cref="PickleMachine"/>, which reads all of them; where this reader
/// reads one, both find the same (a test compares them).
/// </summary>
/// <param name="pickle">All of it.</param>
/// <param name="memo">Room for the places of what is memoized; more makes the pickle none of these.</param>
internal ref struct StockPickle(ReadOnlySpan<byte> pickle, Span<int> memo)
{
    /// <summary>Places for the memo. The names and texts of a record are 40; with fields of the program's own some more.</summary>
    public const int MemoMax = 256;

    /// <summary>Names and values that a pickle of this many memo entries can hold at most; each is a node of the machine's.</summary>
    public const int PairsMax = 192;

    /// <summary>Bytes of a name of the program's own. Longer ones are odd.</summary>
    public const int NameBytesMax = 256;

    // An opcode and four bytes of length.
    private const int HeadBytes = 5;

    // Sign, 18 digits, the L of Python 2's and the end of the line: whatever stands there, 64 bits hold it.
    private const int NumberBytesMax = 21;
    private const int LongBytesMax = sizeof(long);

    // The numbers of as many fields, 48 bytes each.
    private const int RenderedBytesMax = 16 * 1024;

    private readonly ReadOnlySpan<byte> _pickle = pickle;
    private readonly Span<int> _memo = memo;
    private int _at;
    private int _memoCount;

    /// <summary>Whatever this reader reads is within the limits. Where they are narrower, the machine counts.</summary>
    public static bool IsWithin(PythonLoggingLimits limits) =>
        limits.NodesMax > 2 * PairsMax && limits.MemoMax >= MemoMax && limits.FieldsMax >= PairsMax && limits.DepthMax > 0
        && limits.RenderedBytesMax >= RenderedBytesMax && limits.FieldNameBytesMax >= NameBytesMax;

    /// <summary>Reads up to where the pairs begin.</summary>
    public bool TryBegin()
    {
        // PROTO and FRAME since protocol 2 and 4; FRAME must hold all the rest, so that none begins in the midst.
        const int protocolMax = 5;
        if (_pickle.Length > 2 && _pickle[0] == PickleOpcode.Proto && _pickle[1] <= protocolMax)
            _at = 2;
        if (_pickle.Length - _at > 9 && _pickle[_at] == PickleOpcode.Frame)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(_pickle[(_at + 1)..]) != (ulong)(_pickle.Length - _at - 9))
                return false;
            _at += 9;
        }
        if (!TryTake(PickleOpcode.EmptyDict))
            return false;
        // The dict's own number; nothing in it can be the dict itself, so whoever asks for it asks for something odd.
        return TryMemoize(-1) && TryTake(PickleOpcode.Mark);
    }

    /// <summary>Takes the end of the record, if it is here.</summary>
    public bool TryEnd() =>
        _at + 1 < _pickle.Length && _pickle[_at] == PickleOpcode.SetItems && _pickle[_at + 1] == PickleOpcode.Stop;

    /// <summary>Reads a name: a text, which nobody has looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadName(out RecordValue name)
    {
        // The frequent one first; a name's opcode, its length and a value are always there before the end.
        if (_pickle.Length - _at <= HeadBytes || _pickle[_at] != PickleOpcode.BinUnicode)
            return TryReadOther(out name) && name.IsText;
        return TryPassText(PickleKind.Text, HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(_pickle[(_at + 1)..]), out name);
    }

    /// <summary>Reads a text of UTF-8 or a number, truth value or None.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out RecordValue value)
    {
        if (_pickle.Length - _at <= HeadBytes || _pickle[_at] != PickleOpcode.BinUnicode)
            return TryReadOther(out value) && (!value.StandsInPickle || TryCheck(ref value));
        return TryPassText(PickleKind.Text, HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(_pickle[(_at + 1)..]), out value)
            && TryCheck(ref value);
    }

    /// <summary>Looks whether a text is UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryCheck(ref RecordValue text)
    {
        bool isUtf8 = IsShortAscii(text.Start, text.Length) || Utf8.IsValid(_pickle.Slice(text.Start, text.Length));
        text = text with { IsUtf8 = isUtf8 };
        return isUtf8;
    }

    // Most texts, in one step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsShortAscii(int start, int length) =>
        length < Vector256<byte>.Count && start + Vector256<byte>.Count <= _pickle.Length
        && (Vector256.Create(_pickle[start..]).ExtractMostSignificantBits() & ((1U << length) - 1)) == 0;

    private bool TryReadOther(out RecordValue value)
    {
        value = default;
        int left = _pickle.Length - _at;
        if (left < 2)
            return false;
        byte opcode = _pickle[_at];
        switch (opcode)
        {
            case PickleOpcode.None:
                return TryPass(PickleKind.None, 1, out value);
            case PickleOpcode.BinInt1:
                return TryPass(PickleKind.Integer, 2, out value);
            case PickleOpcode.BinInt2:
                return TryPass(PickleKind.Integer, 3, out value);
            case PickleOpcode.BinInt:
                return TryPass(PickleKind.Integer, 5, out value);
            case PickleOpcode.BinFloat:
                return TryPass(PickleKind.Float, 9, out value);
            case PickleOpcode.Long1:
                return _pickle[_at + 1] <= LongBytesMax && TryPass(PickleKind.Integer, 2 + _pickle[_at + 1], out value);
            case PickleOpcode.Long or PickleOpcode.Int:
                return TryPassLine(out value);
            case PickleOpcode.NewTrue or PickleOpcode.NewFalse:
                return TryPass(opcode == PickleOpcode.NewTrue ? PickleKind.True : PickleKind.False, 1, out value);
            case PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString:
                return TryPassText(opcode == PickleOpcode.ShortBinUnicode ? PickleKind.Text : PickleKind.ByteText, 2, _pickle[_at + 1], out value);
            case PickleOpcode.BinString when left > HeadBytes:
                return TryPassText(PickleKind.ByteText, HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(_pickle[(_at + 1)..]), out value);
            case PickleOpcode.BinGet:
                return TryRecall(out value);
            default:
                return false;
        }
    }

    private bool TryTake(byte opcode)
    {
        bool isThere = _at < _pickle.Length && _pickle[_at] == opcode;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private bool TryPass(PickleKind kind, int bytes, out RecordValue value)
    {
        value = new RecordValue(kind, _at);
        _at += bytes;
        return _at <= _pickle.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPassText(PickleKind kind, int headBytes, int length, out RecordValue value)
    {
        int start = _at + headBytes;
        value = new RecordValue(kind, _at, start, length);
        if ((uint)length > (uint)(_pickle.Length - start))
            return false;
        _at = start + length;
        return TryMemoize(value.Value);
    }

    /// <summary>A number of protocols 0 and 1 that is no small one: digits to the end of a line.</summary>
    private bool TryPassLine(out RecordValue value)
    {
        value = new RecordValue(PickleKind.Integer, _at);
        ReadOnlySpan<byte> rest = _pickle[(_at + 1)..];
        int length = rest[..Math.Min(rest.Length, NumberBytesMax)].IndexOf((byte)'\n');
        if (length <= 0 || !PickleText.IsSound(_pickle[_at], rest[..length]))
            return false;
        // True and False are spelled as integers there.
        if (_pickle[_at] == PickleOpcode.Int)
            value = new RecordValue(PickleTree.ScalarKind(_pickle, _at), _at);
        _at += length + 2;
        return true;
    }

    private bool TryRecall(out RecordValue value)
    {
        int number = _pickle[_at + 1];
        bool isKnown = number < _memoCount && _memo[number] >= 0;
        value = isKnown ? RecordValue.Of(new PickleTree(_pickle, []), _memo[number]) : default;
        _at += 2;
        return isKnown;
    }

    /// <summary>Notes a value in the memo if the pickle says so. Picklers number without gaps; any other number is odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMemoize(int value)
    {
        if (_at + 1 >= _pickle.Length)
            return false;
        byte opcode = _pickle[_at];
        int next = _memoCount;
        if (opcode == PickleOpcode.BinPut)
        {
            if (_pickle[_at + 1] != next)
                return false;
            _at += 2;
        }
        else if (opcode == PickleOpcode.Memoize)
        {
            _at++;
        }
        else
        {
            return true;
        }
        if ((uint)next >= (uint)_memo.Length)
            return false;
        _memo[next] = value;
        _memoCount = next + 1;
        return true;
    }
}
