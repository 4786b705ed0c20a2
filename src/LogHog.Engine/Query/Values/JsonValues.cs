using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>
/// Reads JSON as logs contain it: also NaN and other bare words. Objects become fields with dots in their names,
/// arrays stay JSON text.
/// </summary>
internal ref struct JsonValues
{
    /// <summary>Deeper objects stay JSON text; deeper arrays make the text invalid.</summary>
    private const int DepthMax = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private JsonValues(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>The fields of an object; false and no fields when the text is not one JSON object.</summary>
    public static bool TryReadFields(ReadOnlySpan<byte> text, List<KeyValuePair<string, byte[]>> fields)
    {
        var reader = new JsonValues(text);
        int before = fields.Count;
        if (reader.Peek() == '{' && reader.ReadObject("", fields, 0) && reader.Peek() == 0)
        {
            return true;
        }

        fields.RemoveRange(before, fields.Count - before);
        return false;
    }

    /// <summary>The elements of an array: strings as their text, all else as JSON; null = the text is no array.</summary>
    public static List<byte[]>? TryReadArray(ReadOnlySpan<byte> text)
    {
        var reader = new JsonValues(text);
        List<byte[]> elements = [];
        return reader.Peek() == '[' && reader.ReadArray(elements, 0) && reader.Peek() == 0 ? elements : null;
    }

    private bool ReadObject(string prefix, List<KeyValuePair<string, byte[]>> fields, int depth)
    {
        _at++;
        if (Peek() == '}')
        {
            _at++;
            return true;
        }

        while (Peek() == '"')
        {
            if (!ReadString(out byte[] name) || Peek() != ':')
            {
                return false;
            }

            _at++;
            string full = prefix + Utf8.Decode(name);
            if (Peek() == '{' && depth < DepthMax)
            {
                if (!ReadObject(full + ".", fields, depth + 1))
                {
                    return false;
                }
            }
            else if (ReadValue(out byte[] value, depth))
            {
                fields.Add(new(full, value));
            }
            else
            {
                return false;
            }

            byte next = Peek();
            _at++;
            if (next == '}')
            {
                return true;
            }

            if (next != ',')
            {
                return false;
            }
        }

        return false;
    }

    private bool ReadArray(List<byte[]>? elements, int depth)
    {
        _at++;
        if (Peek() == ']')
        {
            _at++;
            return true;
        }

        while (depth < DepthMax && ReadValue(out byte[] value, depth + 1, keepNull: true))
        {
            elements?.Add(value);
            byte next = Peek();
            _at++;
            if (next == ']')
            {
                return true;
            }

            if (next != ',')
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Strings give their text, everything else its JSON; null gives nothing unless asked for.</summary>
    private bool ReadValue(out byte[] value, int depth, bool keepNull = false)
    {
        byte first = Peek();
        int start = _at;
        value = [];
        switch (first)
        {
            case (byte)'"':
                return ReadString(out value);
            case (byte)'[':
                bool array = ReadArray(null, depth);
                value = array ? _text[start.._at].ToArray() : [];
                return array;
            case (byte)'{':
                bool inner = depth < DepthMax && ReadObject("", [], depth + 1);
                value = inner ? _text[start.._at].ToArray() : [];
                return inner;
        }

        while (_at < _text.Length && (char.IsAsciiLetterOrDigit((char)_text[_at]) || _text[_at] is (byte)'-' or (byte)'+' or (byte)'.'))
        {
            _at++;
        }

        ReadOnlySpan<byte> word = _text[start.._at];
        bool number = word.Length > 0 && (char.IsAsciiDigit((char)word[0]) || word[0] == '-');
        bool known = number || word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8) || word.SequenceEqual("null"u8)
            || Encoding.ASCII.GetString(word).ToLowerInvariant() is "nan" or "inf" or "+inf" or "infinity";
        value = known && (keepNull || !word.SequenceEqual("null"u8)) ? word.ToArray() : [];
        return known;
    }

    private bool ReadString(out byte[] text)
    {
        int start = ++_at;
        bool escaped = false;
        while (_at < _text.Length && _text[_at] != '"')
        {
            escaped |= _text[_at] == '\\';
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        text = [];
        if (_at >= _text.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> raw = _text[start.._at++];
        if (!escaped)
        {
            text = raw.ToArray();
            return true;
        }

        return TryUnescape(raw, out text);
    }

    private static bool TryUnescape(ReadOnlySpan<byte> raw, out byte[] text)
    {
        var result = new StringBuilder();
        string chars = Utf8.Decode(raw);
        text = [];
        for (int i = 0; i < chars.Length; i++)
        {
            if (chars[i] != '\\')
            {
                result.Append(chars[i]);
                continue;
            }

            i++;
            if (chars[i] == 'u')
            {
                if (i + 4 >= chars.Length
                    || !ushort.TryParse(chars.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort code))
                {
                    return false;
                }

                result.Append((char)code);
                i += 4;
                continue;
            }

            int kind = "\"\\/bfnrt".IndexOf(chars[i], StringComparison.Ordinal);
            if (kind < 0)
            {
                return false;
            }

            result.Append("\"\\/\b\f\n\r\t"[kind]);
        }

        text = Utf8.Encode(result.ToString());
        return true;
    }

    /// <summary>The next byte that is no white space; 0 at the end.</summary>
    private byte Peek()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : (byte)0;
    }
}
