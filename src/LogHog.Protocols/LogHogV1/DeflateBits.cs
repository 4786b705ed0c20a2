using System.Buffers.Binary;

namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// The bits of a deflate stream, lowest first. Behind the end stand zeros; who took some of those sees
/// <see cref="IsOverrun"/>, so that the end need not be looked for at every step.
/// </summary>
internal ref struct DeflateBits(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private int _position;
    private ulong _bits;
    private int _count;

    /// <summary>At least 48 bits, as many as one match takes; fewer only at the end. The bits themselves, next one lowest.</summary>
    public ulong Fill()
    {
        if (_input.Length - _position >= sizeof(ulong) && _count >= 0)
        {
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_input[_position..]) << _count;
            int bytes = (63 - _count) >> 3;
            _position += bytes;
            _count += bytes << 3;
            // Bits above the count came with the same read and will come again: they must not stand there twice.
            _bits &= ulong.MaxValue >> (64 - _count);
        }
        else
        {
            while (_count is >= 0 and <= 55 && _position < _input.Length)
            {
                _bits |= (ulong)_input[_position++] << _count;
                _count += 8;
            }
        }
        return _bits;
    }

    public readonly ulong Bits => _bits;

    public readonly bool IsOverrun => _count < 0;

    /// <summary>All bytes are used; padding bits of the last one aside.</summary>
    public readonly bool IsAtEnd => _count is >= 0 and < 8 && _position == _input.Length;

    public void Drop(int bits)
    {
        _bits >>= bits;
        _count -= bits;
    }

    public uint Take(int bits)
    {
        uint value = (uint)(_bits & ((1UL << bits) - 1));
        Drop(bits);
        return value;
    }

    /// <summary>Goes on at the next whole byte and reads so many bytes there.</summary>
    public bool TryTakeBytes(int bytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (IsOverrun)
            return false;
        _position -= _count >> 3;
        _bits = 0;
        _count = 0;
        if (_input.Length - _position < bytes)
            return false;
        taken = _input.Slice(_position, bytes);
        _position += bytes;
        return true;
    }
}
