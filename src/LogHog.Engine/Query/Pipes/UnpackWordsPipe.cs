using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>unpack_words [from f] [as r] [drop_duplicates]</c>: the words of a value as a JSON array.</summary>
internal sealed class UnpackWordsPipe(string source, string result, bool dropDuplicates) : ValuePipe(null, source, result)
{
    protected override byte[] Make(ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> text = value.Span;
        ByteText json = Scratch.Text().Add((byte)'[');
        HashSet<byte[]>? seen = dropDuplicates ? new HashSet<byte[]>(ByteComparer.Instance) : null;
        foreach (Range word in Words.Split(text))
        {
            if (seen is null || seen.Add(text[word].ToArray()))
            {
                JsonText.Separate(json);
                JsonText.AddString(json, text[word]);
            }
        }

        return json.Add((byte)']').ToArray();
    }

    public override string ToString() => "unpack_words" + (Source == "_msg" ? "" : " from " + Keywords.Quote(Source))
        + (Result == Source ? "" : " as " + Keywords.Quote(Result)) + (dropDuplicates ? " drop_duplicates" : "");

    public static Pipe Parse(TokenReader reader, string name)
    {
        bool named = reader.Skip("from") || !(reader.AtPartEnd || reader.Is("as") || reader.Is("drop_duplicates"));
        string source = named ? PipeSyntax.ReadField(reader, "the field of unpack_words") : "_msg";
        string result = reader.AtPartEnd || reader.Is("drop_duplicates") ? source : PipeSyntax.ReadResult(reader);
        return new UnpackWordsPipe(source, result, reader.Skip("drop_duplicates"));
    }
}
