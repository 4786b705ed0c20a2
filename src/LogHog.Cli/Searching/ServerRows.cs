using System.Text.Json;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>From the server's lines of JSON back to rows.</summary>
internal sealed class ServerRows
{
    /// <summary>Names of fields are few; hostile ones are many, and are made anew each time.</summary>
    private const int NamesMax = 10_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Adds the fields of one object. Strings are taken as they are, other values as their JSON.</summary>
    /// <exception cref="JsonException">It is no object.</exception>
    public void Read(ReadOnlySpan<byte> line, Row row)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("an object is expected");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(reader.GetString()!);
            reader.Read();
            row.Set(name, Value(ref reader, line));
        }
    }

    private static byte[] Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            byte[] value = new byte[reader.ValueSpan.Length];
            int length = reader.CopyString(value);
            return length == value.Length ? value : value[..length];
        }

        if (reader.TokenType == JsonTokenType.Null)
            return [];
        long start = reader.TokenStartIndex;
        reader.Skip();
        return line[(int)start..(int)reader.BytesConsumed].ToArray();
    }

    private string Name(string name)
    {
        if (_names.TryGetValue(name, out string? known))
            return known;
        if (_names.Count < NamesMax)
            _names.Add(name);
        return name;
    }
}
