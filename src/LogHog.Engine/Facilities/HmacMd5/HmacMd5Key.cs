using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace LogHog.Engine.Facilities.HmacMd5;

/// <summary>
/// A key of HMAC-MD5 (RFC 2104), prepared: what MD5 holds after the key's own block, inside and outside. Immutable.
/// Only where <see cref="Md5State.IsSupported"/> is true.
/// </summary>
internal sealed class HmacMd5Key
{
    /// <summary>Words of either state.</summary>
    public const int StateWords = Md5State.DigestBytes / sizeof(uint);

    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private readonly uint[] _inner = new uint[StateWords];
    private readonly uint[] _outer = new uint[StateWords];

    public HmacMd5Key(ReadOnlySpan<byte> key)
    {
        Span<byte> blocks = stackalloc byte[2 * Md5State.BlockBytes];
        blocks.Clear();
        if (key.Length > Md5State.BlockBytes)
            HashLongKey(key, blocks);
        else
            key.CopyTo(blocks);
        for (int i = 0; i < Md5State.BlockBytes; i++)
        {
            blocks[Md5State.BlockBytes + i] = (byte)(blocks[i] ^ OuterPad);
            blocks[i] ^= InnerPad;
        }

        ReadOnlySpan<int> offsets = [0, Md5State.BlockBytes, 0, 0, 0, 0, 0, 0];
        Md5Words words = default;
        words.Load(ref MemoryMarshal.GetReference(blocks), offsets);
        Md5State state = Md5State.Initial.Next(words);
        CryptographicOperations.ZeroMemory(blocks);
        Keep(state, 0, _inner);
        Keep(state, 1, _outer);
    }

    public ReadOnlySpan<uint> Inner => _inner;

    public ReadOnlySpan<uint> Outer => _outer;

    private static void HashLongKey(ReadOnlySpan<byte> key, Span<byte> digest)
    {
#pragma warning disable CA5351 // The ancestor's protocol signs with HMAC-MD5; version 2 is for those who can choose.
        MD5.HashData(key, digest);
#pragma warning restore CA5351
    }

    private static void Keep(in Md5State state, int lane, Span<uint> words)
    {
        words[0] = state.A.GetElement(lane);
        words[1] = state.B.GetElement(lane);
        words[2] = state.C.GetElement(lane);
        words[3] = state.D.GetElement(lane);
    }
}
