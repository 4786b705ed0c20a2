using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>decolorize</c>: without terminal control sequences.</summary>
internal sealed class DecolorizePipe(string field) : ValuePipe(null, field, field)
{
    protected override byte[]? Make(ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> rest = value.Span;
        if (rest.IndexOf("\u001b["u8) < 0)
        {
            return null;
        }

        ByteText text = Scratch.Text();
        for (int at = rest.IndexOf("\u001b["u8); at >= 0; at = rest.IndexOf("\u001b["u8))
        {
            int end = at + 2;
            while (end < rest.Length && rest[end] is >= 0x20 and < 0x40)
            {
                end++;
            }

            text.Add(rest[..at]);
            rest = rest[Math.Min(end + 1, rest.Length)..];
        }

        return text.Add(rest).ToArray();
    }

    public override string ToString() => Source == "_msg" ? "decolorize" : $"decolorize {Keywords.Quote(Source)}";

    public static Pipe Parse(TokenReader reader, string name) =>
        new DecolorizePipe(reader.AtPartEnd ? "_msg" : PipeSyntax.ReadField(reader, "the field of decolorize"));
}
