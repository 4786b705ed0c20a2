using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>Writes JSON from fields.</summary>
internal static class JsonText
{
    /// <summary>Appends a string with its quotes.</summary>
    public static void AddString(ByteText into, ReadOnlySpan<byte> value)
    {
        into.Add((byte)'"');
        while (value.Length > 0)
        {
            int plain = 0;
            while (plain < value.Length && value[plain] >= 0x20 && value[plain] is not ((byte)'"' or (byte)'\\'))
            {
                plain++;
            }

            into.Add(value[..plain]);
            if (plain == value.Length)
            {
                break;
            }

            AddEscape(into, value[plain]);
            value = value[(plain + 1)..];
        }

        into.Add((byte)'"');
    }

    /// <summary>Appends <c>"name":"value"</c>, with a comma in front unless an object or array has just been opened.</summary>
    public static void AddMember(ByteText into, string name, ReadOnlySpan<byte> value)
    {
        Separate(into);
        AddString(into, Utf8.Encode(name));
        into.Add((byte)':');
        AddString(into, value);
    }

    public static void Separate(ByteText into)
    {
        if (into.Length > 0 && into.Span[^1] is not ((byte)'{' or (byte)'['))
        {
            into.Add((byte)',');
        }
    }

    private static void AddEscape(ByteText into, byte value)
    {
        string escape = value switch
        {
            (byte)'"' => "\\\"",
            (byte)'\\' => "\\\\",
            (byte)'\n' => "\\n",
            (byte)'\r' => "\\r",
            (byte)'\t' => "\\t",
            8 => "\\b",
            12 => "\\f",
            _ => $"\\u{value:x4}",
        };
        into.Add(Encoding.ASCII.GetBytes(escape));
    }
}
