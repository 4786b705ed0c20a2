using System.Text;
using System.Text.Unicode;

namespace LogHog.Engine.Configuration.Ini;

/// <summary>
/// Reads the dialect of Python 2.7's <c>ConfigParser.RawConfigParser</c>, oddities included, because existing files were
/// written for it: the ancestor's secrets must come out as they did. Where it surprises people there is a warning. More than Python:
/// a byte order mark is passed over, and all bad lines are told, not the first.
/// </summary>
internal sealed class IniReader
{
    private readonly List<OpenSection> _sections = [];
    private readonly List<IniRemark> _errors = [];
    private readonly List<IniRemark> _warnings = [];
    private OpenSection? _section;
    private OpenValue? _value;
    private bool _toldMissingHeader;

    private IniReader()
    {
    }

    /// <summary>Never throws, whatever the bytes are.</summary>
    public static IniFile Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        IniReader reader = new();
        int number = 0;
        while (!bytes.IsEmpty)
        {
            number++;
            // Only LF ends a line: a CR stays on the line and is white space there, as for Python on Unix.
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (!Utf8.IsValid(line))
                reader._errors.Add(new(number, null, null, "this line is not UTF-8; save the file as UTF-8"));
            reader.ReadLine(Encoding.UTF8.GetString(line), number);
        }

        return new IniFile([.. reader._sections.Select(section => section.Close())], reader._errors, reader._warnings);
    }

    private void ReadLine(string line, int number)
    {
        if (IsBlank(line) || line[0] is '#' or ';' || IsRemark(line))
            return;
        if (IsSpace(line[0]) && _value is not null)
            Continue(line, number);
        else if (line[0] == '[' && line.IndexOf(']') is > 1 and int end)
            OpenHeader(line[1..end], line[(end + 1)..], number);
        else if (_section is null)
            TellMissingHeader(number);
        else if (!IsSpace(line[0]) && line.IndexOfAny([':', '=']) is > 0 and int separator)
            OpenOption(LowerAscii(Strip(line[..separator])), Strip(line[(separator + 1)..], onlyStart: true), number);
        else
            _errors.Add(new(number, _section.Name, null, "this line is neither [section] nor key = value nor a comment; "
                + "write key = value, or begin it with ; to make it a comment"));
    }

    private void Continue(string line, int number)
    {
        string text = Strip(line);
        if (text[0] is ';' or '#')
            _warnings.Add(new(number, _section!.Name, _value!.Key, "this indented line continues the value, it is no comment; "
                + "remove the white space before it if it should be one"));
        _value!.Parts.Add(text);
    }

    private void OpenHeader(string name, string rest, int number)
    {
        if (Strip(rest) is { Length: > 0 } junk && junk[0] is not (';' or '#'))
            _warnings.Add(new(number, name, null, "what follows the ] is not read; write it on a line of its own"));
        _section = _sections.Find(section => section.Name == name);
        if (_section is null)
            _sections.Add(_section = new OpenSection(name, number));
        else
            _warnings.Add(new(number, name, null, $"this section began in line {_section.Line} already; both parts count as one"));
        _value = null;
    }

    private void TellMissingHeader(int number)
    {
        if (_toldMissingHeader)
            return;
        _toldMissingHeader = true;
        _errors.Add(new(number, null, null, "this line comes before the first section; write a line such as [main] above it"));
    }

    private void OpenOption(string key, string text, int number)
    {
        // Python looks at the first ';' only, and for one in the first place at the last character before it asks for white space.
        int comment = text.IndexOf(';');
        if (comment >= 0 && IsSpace(comment > 0 ? text[comment - 1] : text[^1]))
            text = text[..comment];
        else if (comment == 0)
            WarnOfComment(key, number, "the value begins with ;");
        else if (comment > 0 && HasCommentAfter(text, comment))
            WarnOfComment(key, number, "the value has a ; inside, so a later ; begins no comment either");
        text = Strip(text);
        _value = new OpenValue(key, text == "\"\"" ? "" : text, number);

        int earlier = _section!.Values.FindIndex(value => value.Key == key);
        if (earlier < 0)
        {
            _section.Values.Add(_value);
            return;
        }

        _warnings.Add(new(number, _section.Name, key,
            $"this key is in line {_section.Values[earlier].Line} already; this later one counts, remove the other"));
        _section.Values[earlier] = _value;
    }

    private void WarnOfComment(string key, int number, string reason) =>
        _warnings.Add(new(number, _section!.Name, key, $"{reason}: the whole text is the value, as it was for Python; "
            + "put the comment on a line of its own (an empty value is written \"\")"));

    private static bool HasCommentAfter(string text, int start)
    {
        for (int at = text.IndexOf(';', start + 1); at > 0; at = text.IndexOf(';', at + 1))
        {
            if (IsSpace(text[at - 1]))
                return true;
        }

        return false;
    }

    /// <summary>A line whose first word is <c>rem</c>, not indented: a comment, even <c>rem = 3</c>.</summary>
    private static bool IsRemark(string line) =>
        line.StartsWith("rem", StringComparison.OrdinalIgnoreCase) && (line.Length == 3 || IsSpace(line[3]));

    private static bool IsBlank(string line) => Strip(line).Length == 0;

    // Python's byte strings know the white space and the letters of ASCII only.
    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r');

    private static string Strip(string text, bool onlyStart = false)
    {
        int start = 0;
        while (start < text.Length && IsSpace(text[start]))
            start++;
        int end = text.Length;
        while (!onlyStart && end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    private static string LowerAscii(string text) =>
        string.Create(text.Length, text, static (lower, from) =>
        {
            for (int i = 0; i < lower.Length; i++)
                lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        });

    private sealed record OpenSection(string Name, int Line)
    {
        public List<OpenValue> Values { get; } = [];

        public IniSection Close() =>
            new(Name, Line, [.. Values.Select(value => new IniValue(value.Key, string.Join('\n', value.Parts), value.Line))]);
    }

    private sealed class OpenValue(string key, string first, int line)
    {
        public string Key => key;

        public int Line => line;

        public List<string> Parts { get; } = [first];
    }
}
