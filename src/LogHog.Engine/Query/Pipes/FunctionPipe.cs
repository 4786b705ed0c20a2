using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>len(f) as r</c>: bytes of a value. <c>hash(f) as r</c>: its xxHash64 in 53 bits. <c>json_array_len(f) as r</c>: elements of a JSON array.</summary>
internal sealed class FunctionPipe(string function, string source, string result) : ValuePipe(null, source, result)
{
    /// <summary>Numbers up to here are exact in every program that reads JSON.</summary>
    private const ulong ExactMask = (1UL << 53) - 1;

    protected override byte[] Make(ReadOnlyMemory<byte> value) => Text(PipeSyntax.Count(function switch
    {
        "len" => value.Length,
        "hash" => (long)(XxHash64.Hash(value.Span) & ExactMask),
        _ => JsonValues.TryReadArray(value.Span)?.Count ?? 0,
    }));

    public override string ToString() => $"{function}({Keywords.Quote(Source)}){(Result == "_msg" ? "" : " as " + Keywords.Quote(Result))}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        bool brackets = reader.Skip("(");
        string source = PipeSyntax.ReadField(reader, $"the field of {name}");
        if (brackets)
        {
            reader.Expect(")", $"at the end of {name}(…)");
        }

        return new FunctionPipe(name, source, reader.AtPartEnd ? "_msg" : PipeSyntax.ReadResult(reader));
    }
}
