using System.Buffers.Binary;

namespace LogHog.Protocols.MessagePack;

/// <summary>Writes the few short objects that answers are made of.</summary>
internal ref struct MessagePackWriter(Span<byte> output)
{
    // The longest that a text's head announces in two bytes.
    private const int TextBytesMax = ushort.MaxValue;

    private readonly Span<byte> _output = output;

    public int Length { get; private set; }

    /// <param name="count">Up to 15.</param>
    public void Array(int count) => _output[Length++] = (byte)(0x90 | count);

    /// <param name="count">Up to 15.</param>
    public void Map(int count) => _output[Length++] = (byte)(0x80 | count);

    public void Bool(bool value) => _output[Length++] = value ? (byte)0xC3 : (byte)0xC2;

    /// <param name="text">Up to 65,535 bytes.</param>
    public void Text(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, TextBytesMax, nameof(text));
        if (text.Length < 32)
        {
            _output[Length++] = (byte)(0xA0 | text.Length);
        }
        else
        {
            _output[Length] = 0xDA;
            BinaryPrimitives.WriteUInt16BigEndian(_output[(Length + 1)..], (ushort)text.Length);
            Length += 3;
        }

        text.CopyTo(_output[Length..]);
        Length += text.Length;
    }
}
