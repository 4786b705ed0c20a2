using System.Buffers;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>Rows as VictoriaLogs answers with them: an object a line, every value a string, empty ones left out.</summary>
public sealed class RowJson
{
    private readonly ByteText _text = new();

    /// <summary>Appends the row and a newline. Bytes that are not UTF-8 become U+FFFD.</summary>
    public void Write(Row row, IBufferWriter<byte> output)
    {
        _text.Clear().Add((byte)'{');
        for (int i = 0; i < row.Count; i++)
        {
            ReadOnlySpan<byte> value = row.ValueAt(i).Span;
            if (!value.IsEmpty)
                JsonText.AddMember(_text, row.NameAt(i), System.Text.Unicode.Utf8.IsValid(value) ? value : Query.Values.Utf8.Encode(Query.Values.Utf8.Decode(value)));
        }

        output.Write(_text.Add((byte)'}').Add((byte)'\n').Span);
    }
}
