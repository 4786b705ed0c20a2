using System.Buffers;

namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// Writes one flat JSON object. Texts are WTF-8: a lone surrogate goes out as its <c>\u</c> escape, which the platform's
/// writer would replace.
/// </summary>
internal sealed class JsonObjectWriter(IBufferWriter<byte> output)
{
    private static readonly SearchValues<byte> Specials = SearchValues.Create(
        [(byte)'"', (byte)'\\', SurrogateLead, .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    // Leads U+D000 to U+DFFF; behind it 0xA0 and more means a surrogate.
    private const byte SurrogateLead = 0xED;

    private bool _hasMembers;

    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        String(value);
    }

    /// <summary>A value that is JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        Name(name);
        output.Write(json);
    }

    public void End() => output.Write(_hasMembers ? "}"u8 : "{}"u8);

    private void Name(ReadOnlySpan<byte> name)
    {
        output.Write(_hasMembers ? ","u8 : "{"u8);
        _hasMembers = true;
        String(name);
        output.Write(":"u8);
    }

    private void String(ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        int plain;
        while ((plain = text.IndexOfAny(Specials)) >= 0)
        {
            output.Write(text[..plain]);
            text = text[(plain + Escape(text[plain..]))..];
        }
        output.Write(text);
        output.Write("\""u8);
    }

    /// <returns>Bytes of the text that are done.</returns>
    private int Escape(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'"':
                output.Write("\\\""u8);
                return 1;
            case (byte)'\\':
                output.Write("\\\\"u8);
                return 1;
            case (byte)'\n':
                output.Write("\\n"u8);
                return 1;
            case SurrogateLead when text.Length < 3 || text[1] < 0xA0:
                output.Write(text[..1]);
                return 1;
            case SurrogateLead:
                Unicode(0xD000 | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F));
                return 3;
            default:
                Unicode(text[0]);
                return 1;
        }
    }

    private void Unicode(int unit)
    {
        const string Digits = "0123456789abcdef";
        Span<byte> escape = output.GetSpan(6);
        escape[0] = (byte)'\\';
        escape[1] = (byte)'u';
        for (int i = 0; i < 4; i++)
            escape[2 + i] = (byte)Digits[(unit >> (12 - (4 * i))) & 15];
        output.Advance(6);
    }
}
