using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Engine.Facilities.HmacMd5;

/// <summary>
/// Up to eight signatures of version 1 that are checked together. Keeps copies of the signed texts, so that the claims are free
/// again after <see cref="Add"/>. Used by one loop.
/// </summary>
internal sealed class HmacMd5Lanes
{
    public const int Count = Md5State.Lanes;

    /// <summary>
    /// Longer texts are better off alone: they would keep the other lanes waiting, and there the price of a call to the
    /// platform's hash does not count any more. Bounds the buffer at 130 KiB.
    /// </summary>
    public const int TextBytesMax = 16 * 1024;

    private const int LengthBytes = sizeof(ulong);
    private const int BlockBytes = Md5State.BlockBytes;
    private const byte EndOfText = 0x80;

    private readonly HmacMd5Key[] _keys = new HmacMd5Key[Count];
    private readonly byte[] _claimed = new byte[Count * LogHogSignature.HexDigitsV1];
    private readonly int[] _starts = new int[Count];
    private readonly int[] _blocks = new int[Count];
    private byte[] _texts = [];
    private int _textBytes;

    /// <summary>Signatures that wait to be checked.</summary>
    public int Used { get; private set; }

    public bool IsFull => Used == Count;

    /// <summary>Whether the processor can, and the text is not too long.</summary>
    public static bool CanTake(SignatureClaim claim) =>
        Md5State.IsSupported && LogHogSignature.TextBytesV1(claim) <= TextBytesMax;

    /// <summary>Takes a claim of version 1 in; there is a lane free, and the claim's signature has 32 characters.</summary>
    /// <returns>Its lane.</returns>
    public int Add(HmacMd5Key key, SignatureClaim claim)
    {
        int lane = Used;
        int length = LogHogSignature.TextBytesV1(claim);
        int blocks = (length + 1 + LengthBytes + BlockBytes - 1) / BlockBytes;
        Span<byte> padded = Room(blocks * BlockBytes);
        LogHogSignature.CopyTextV1(claim, padded);
        // RFC 1321 §3.1, §3.2; the key's block, in front of the text, counts in the length.
        padded[length..].Clear();
        padded[length] = EndOfText;
        BinaryPrimitives.WriteUInt64LittleEndian(padded[^LengthBytes..], 8 * (ulong)(BlockBytes + length));

        claim.Signature.Span.CopyTo(_claimed.AsSpan(lane * LogHogSignature.HexDigitsV1, LogHogSignature.HexDigitsV1));
        _keys[lane] = key;
        _starts[lane] = _textBytes;
        _blocks[lane] = blocks;
        _textBytes += padded.Length;
        Used = lane + 1;
        return lane;
    }

    /// <summary>Checks all and is empty again.</summary>
    /// <returns>A bit for each lane: 1 = its signature is right.</returns>
    public int Check()
    {
        if (Used == 0)
            return 0;
        Md5State digests = Outer(Inner());
        int right = 0;
        Span<uint> words = stackalloc uint[4 * Count];
        digests.A.CopyTo(words);
        digests.B.CopyTo(words[Count..]);
        digests.C.CopyTo(words[(2 * Count)..]);
        digests.D.CopyTo(words[(3 * Count)..]);
        for (int lane = 0; lane < Used; lane++)
        {
            Vector128<uint> digest = Vector128.Create(
                words[lane], words[Count + lane], words[(2 * Count) + lane], words[(3 * Count) + lane]);
            if (IsClaimed(digest.AsByte(), lane))
                right |= 1 << lane;
        }

        Array.Clear(_keys, 0, Used);
        Used = 0;
        _textBytes = 0;
        return right;
    }

    /// <summary>The texts, behind the inner states of their keys. Lanes that are through, or empty, keep what they have.</summary>
    private Md5State Inner()
    {
        Span<int> offsets = stackalloc int[Count];
        offsets.Clear();
        Span<int> blocks = stackalloc int[Count];
        blocks.Clear();
        _starts.AsSpan(0, Used).CopyTo(offsets);
        _blocks.AsSpan(0, Used).CopyTo(blocks);
        Vector256<int> blocksOfLanes = Vector256.Create<int>(blocks);
        int blocksMax = 0;
        foreach (int some in blocks)
            blocksMax = Math.Max(blocksMax, some);

        Md5State state = StateOf(outer: false);
        Md5Words words = default;
        for (int block = 0; block < blocksMax; block++)
        {
            words.Load(ref MemoryMarshal.GetArrayDataReference(_texts), offsets);
            Vector256<int> goesOn = Vector256.GreaterThan(blocksOfLanes, Vector256.Create(block));
            state = state.Next(words).Where(goesOn.AsUInt32(), state);
            for (int lane = 0; lane < Count; lane++)
            {
                // Who is through reads its last block again, for nothing: there is always a block to be read.
                if (block + 1 < blocks[lane])
                    offsets[lane] += BlockBytes;
            }
        }

        return state;
    }

    /// <summary>The inner digests, one block with its end and length, behind the outer states.</summary>
    private Md5State Outer(in Md5State inner)
    {
        Md5Words words = default;
        words[0] = inner.A;
        words[1] = inner.B;
        words[2] = inner.C;
        words[3] = inner.D;
        words[4] = Vector256.Create((uint)EndOfText);
        words[14] = Vector256.Create(8u * (BlockBytes + Md5State.DigestBytes));
        return StateOf(outer: true).Next(words);
    }

    private Md5State StateOf(bool outer)
    {
        Span<uint> words = stackalloc uint[HmacMd5Key.StateWords * Count];
        words.Clear();
        for (int lane = 0; lane < Used; lane++)
        {
            ReadOnlySpan<uint> state = outer ? _keys[lane].Outer : _keys[lane].Inner;
            for (int word = 0; word < HmacMd5Key.StateWords; word++)
                words[(word * Count) + lane] = state[word];
        }

        return new Md5State(
            Vector256.Create<uint>(words), Vector256.Create<uint>(words[Count..]),
            Vector256.Create<uint>(words[(2 * Count)..]), Vector256.Create<uint>(words[(3 * Count)..]));
    }

    /// <summary>Compares with what the sender claims, all digits at once: how long it takes says nothing about where they differ.</summary>
    private bool IsClaimed(Vector128<byte> digest, int lane)
    {
        Vector128<byte> digits = Vector128.Create("0123456789abcdef"u8);
        Vector128<byte> high = Vector128.Shuffle(digits, Vector128.ShiftRightLogical(digest, 4));
        Vector128<byte> low = Vector128.Shuffle(digits, digest & Vector128.Create((byte)0x0f));
        Vector256<byte> hex = Vector256.Create(
            Sse2.UnpackLow(high, low), Sse2.UnpackHigh(high, low));
        Vector256<byte> claimed = Vector256.Create<byte>(_claimed.AsSpan(lane * LogHogSignature.HexDigitsV1));
        return (hex ^ claimed) == Vector256<byte>.Zero;
    }

    private Span<byte> Room(int bytes)
    {
        if (_texts.Length - _textBytes < bytes)
            Array.Resize(ref _texts, Math.Max(_textBytes + bytes, Math.Max(_texts.Length * 2, 8 * 1024)));
        return _texts.AsSpan(_textBytes, bytes);
    }
}
