using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LogHog.Protocols.Tests.Forward;

/// <summary>MessagePack as clients write it: texts, numbers, truth values, null, byte arrays, lists, dictionaries.</summary>
internal static class Pack
{
    public static byte[] Of(object? value) => value switch
    {
        null => [0xC0],
        bool truth => [(byte)(truth ? 0xC3 : 0xC2)],
        Raw raw => raw.Bytes,
        string text => Text(Encoding.UTF8.GetBytes(text)),
        byte[] bytes => [0xC6, .. Int(bytes.Length), .. bytes],
        double number => [0xCB, .. BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(number)).Reverse()],
        float number => [0xCA, .. BitConverter.GetBytes(BitConverter.SingleToInt32Bits(number)).Reverse()],
        int number => Number(number),
        long number => Number(number),
        IReadOnlyDictionary<string, object?> map => Map(map),
        IEnumerable<object?> list => List([.. list]),
        _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
    };

    public static byte[] EventTime(uint seconds, uint nanoseconds) => [0xD7, 0x00, .. Int((int)seconds), .. Int((int)nanoseconds)];

    public static byte[] Gzip(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>What is packed already.</summary>
    internal sealed record Raw(byte[] Bytes);

    private static byte[] Number(long number) => number switch
    {
        >= 0 and < 128 => [(byte)number],
        < 0 and >= -32 => [(byte)number],
        >= int.MinValue and <= int.MaxValue => [0xD2, .. Int((int)number)],
        _ => [0xD3, .. Int((int)(number >> 32)), .. Int((int)number)],
    };

    private static byte[] Text(byte[] text) => text.Length < 32 ? [(byte)(0xA0 | text.Length), .. text] : [0xDB, .. Int(text.Length), .. text];

    private static byte[] List(object?[] items) => [.. Head(0x90, 0xDD, items.Length), .. items.SelectMany(Of)];

    private static byte[] Map(IReadOnlyDictionary<string, object?> map) =>
        [.. Head(0x80, 0xDF, map.Count), .. map.SelectMany(static pair => (IEnumerable<byte>)[.. Of(pair.Key), .. Of(pair.Value)])];

    private static byte[] Head(byte fix, byte wide, int count) => count < 16 ? [(byte)(fix | count)] : [wide, .. Int(count)];

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
