using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LogHog.Engine.Storage;

/// <summary>One name from outside as a part of a file name, and back. The rules stand at <see cref="FileNames"/>.</summary>
internal static class FileNameText
{
    private const char CutMark = '~';
    private const int HashBytes = 16;
    private const int CutBytes = 1 + 2 * HashBytes;

    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Appends at most <paramref name="bytesMax"/> characters, all of them ASCII; never none.</summary>
    public static void Append(StringBuilder output, ReadOnlySpan<byte> name, int bytesMax, bool escapesHyphen)
    {
        if (name.IsEmpty)
        {
            output.Append(CutMark); // an empty text is no file name; a lone mark is no other name
            return;
        }
        int start = output.Length;
        int cutAt = start;
        for (int i = 0; i < name.Length && output.Length - start <= bytesMax; i++)
        {
            char c = (char)name[i];
            bool isEscaped = !Safe.Contains(c) || (c == '-' && escapesHyphen) || (i == 0 && c is '.' or '-');
            if (isEscaped)
                output.Append('%').Append(name[i].ToString("X2", CultureInfo.InvariantCulture));
            else
                output.Append(c);
            if (output.Length - start <= bytesMax - CutBytes)
                cutAt = output.Length;
        }
        if (output.Length - start <= bytesMax)
            return;
        output.Length = cutAt;
        output.Append(CutMark).Append(Convert.ToHexStringLower(SHA256.HashData(name)[..HashBytes]));
    }

    /// <summary>The bytes of the name; of a cut name its beginning with the mark and the hash.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out byte[] name, out bool isCut)
    {
        name = [];
        isCut = false;
        if (text is [CutMark])
            return true;
        ReadOnlySpan<char> hash = default;
        int mark = text.IndexOf(CutMark);
        if (mark >= 0)
        {
            hash = text[mark..];
            text = text[..mark];
            isCut = true;
            if (hash.Length != CutBytes || hash[1..].ContainsAnyExcept(HexDigits))
                return false;
        }
        if (text.IsEmpty || text[0] is '.' or '-')
            return false;
        ArrayBufferWriter<byte> bytes = new(text.Length + hash.Length);
        for (int i = 0; i < text.Length; i++)
        {
            byte value;
            if (text[i] != '%')
            {
                if (!Safe.Contains(text[i]))
                    return false;
                value = (byte)text[i];
            }
            else if (i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                i += 2;
            else
                return false;
            bytes.Write([value]);
        }
        foreach (char c in hash)
            bytes.Write([(byte)c]);
        name = bytes.WrittenSpan.ToArray();
        return true;
    }
}
