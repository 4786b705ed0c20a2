using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Values;

/// <summary>Translates RE2 patterns into .NET's, to run without backtracking: linear time on any input.</summary>
internal sealed class Re2
{
    private const int PatternLengthMax = 16384;

    private static readonly Dictionary<string, string> PosixClasses = new()
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = "\\x00-\\x7F", ["blank"] = "\\t ", ["cntrl"] = "\\x00-\\x1F\\x7F", ["digit"] = "0-9",
        ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = "!-/:-@\\[-`{-~", ["space"] = "\\t\\n\\v\\f\\r ", ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _at;
    private bool _multiline;

    private Re2(string pattern) => _pattern = pattern;

    /// <summary>Text as a pattern for itself. Signs stand in brackets where they can: in quotes that reads better than backslashes do.</summary>
    public static string Escape(string text) => string.Concat(text.Select(static c =>
        c is '\\' or '^' or '[' or ']' ? $"\\{c}" : ".*?+(){}|$".Contains(c, StringComparison.Ordinal) ? $"[{c}]" : c.ToString()));

    /// <exception cref="LogsQlException">The pattern is not RE2, or repeats too much.</exception>
    public static Regex Compile(string pattern)
    {
        if (pattern.Length > PatternLengthMax)
        {
            throw new LogsQlException($"a regular expression is longer than {PatternLengthMax} characters");
        }

        Re2Repeats.Guard(pattern);
        try
        {
            return new Regex(new Re2(pattern).Translate(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new LogsQlException($"the regular expression {QuotedText.Quote(pattern)} is not valid: {e.Message}", -1, e);
        }
    }

    private string Translate()
    {
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at];
            switch (c)
            {
                case '\\':
                    Escape(inClass: false);
                    break;
                case '[':
                    Class();
                    break;
                case '(':
                    Group();
                    break;
                case '$':
                    _result.Append(_multiline ? "(?:$)" : "\\z");
                    _at++;
                    break;
                default:
                    _result.Append(c);
                    _at++;
                    break;
            }
        }

        return _result.ToString();
    }

    private void Group()
    {
        string rest = _pattern[_at..];
        if (rest.StartsWith("(?P<", StringComparison.Ordinal))
        {
            _result.Append("(?<");
            _at += 4;
            return;
        }

        if (!rest.StartsWith("(?", StringComparison.Ordinal))
        {
            _result.Append('(');
            _at++;
            return;
        }

        int end = rest.IndexOfAny([')', ':', '<', '=', '!', '>', '#'], 2);
        if (end < 0 || (rest[end] is not (')' or ':') && !rest.StartsWith("(?<", StringComparison.Ordinal))
            || rest.StartsWith("(?<=", StringComparison.Ordinal) || rest.StartsWith("(?<!", StringComparison.Ordinal))
        {
            throw new LogsQlException($"the regular expression {QuotedText.Quote(_pattern)} uses a group that RE2 does not have");
        }

        if (rest[end] == '<')
        {
            _result.Append("(?<");
            _at += 3;
            return;
        }

        string flags = rest[2..end];
        bool off = false;
        foreach (char flag in flags)
        {
            off |= flag == '-';
            _multiline = flag == 'm' ? !off : _multiline;
            if (flag is not ('i' or 'm' or 's' or '-'))
            {
                throw new LogsQlException($"the flag '{flag}' of a regular expression is not known here");
            }
        }

        _result.Append(rest[..(end + 1)]);
        _at += end + 1;
    }

    private void Class()
    {
        _result.Append('[');
        _at++;
        if (_at < _pattern.Length && _pattern[_at] == '^')
        {
            _result.Append('^');
            _at++;
        }

        bool first = true;
        while (_at < _pattern.Length && (_pattern[_at] != ']' || first))
        {
            first = false;
            if (_pattern[_at] == '\\')
            {
                Escape(inClass: true);
            }
            else if (_pattern[_at] == '[' && TryPosix(out string? posix))
            {
                _result.Append(posix);
            }
            else
            {
                _result.Append(_pattern[_at] is '[' or ']' ? "\\" : "").Append(_pattern[_at++]);
            }
        }

        if (_at >= _pattern.Length)
        {
            throw new LogsQlException($"the regular expression {QuotedText.Quote(_pattern)} lacks a ']'");
        }

        _result.Append(']');
        _at++;
    }

    private bool TryPosix(out string? posix)
    {
        posix = null;
        int end = _pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        if (end < 0 || _at + 1 >= _pattern.Length || _pattern[_at + 1] != ':' || !PosixClasses.TryGetValue(_pattern[(_at + 2)..end], out posix))
        {
            return false;
        }

        _at = end + 2;
        return true;
    }

    private void Escape(bool inClass)
    {
        if (_at + 1 >= _pattern.Length)
        {
            throw new LogsQlException($"the regular expression {QuotedText.Quote(_pattern)} ends in a backslash");
        }

        char kind = _pattern[_at + 1];
        _at += 2;
        switch (kind)
        {
            case 'd' or 'w' or 's':
                string set = PosixClasses[kind == 'd' ? "digit" : kind == 'w' ? "word" : "space"].Replace("\\v", kind == 's' ? "" : "\\v", StringComparison.Ordinal);
                _result.Append(inClass ? set : $"[{set}]");
                break;
            case 'D' or 'W' or 'S':
                string not = kind == 'D' ? "0-9" : kind == 'W' ? "0-9A-Za-z_" : "\\t\\n\\f\\r ";
                _result.Append(inClass ? Complement(kind) : $"[^{not}]");
                break;
            case 'Q':
                int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                string literal = end < 0 ? _pattern[_at..] : _pattern[_at..end];
                _result.Append(Regex.Escape(literal));
                _at = end < 0 ? _pattern.Length : end + 2;
                break;
            case 'E':
                break;
            case 'p' or 'P' when _at < _pattern.Length && _pattern[_at] != '{':
                _result.Append('\\').Append(kind).Append('{').Append(_pattern[_at++]).Append('}');
                break;
            case 'x' when _at < _pattern.Length && _pattern[_at] == '{':
                int close = _pattern.IndexOf('}', _at);
                if (close < 0 || !int.TryParse(_pattern.AsSpan(_at + 1, close - _at - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
                {
                    throw new LogsQlException("a regular expression has a bad \\x{…}");
                }

                _result.Append(Regex.Escape(new Rune(code).ToString()));
                _at = close + 1;
                break;
            case 'C' or 'G' or 'Z' or 'k' or (>= '1' and <= '9'):
                throw new LogsQlException($"\\{kind} in a regular expression is not known here");
            default:
                bool known = !char.IsAsciiLetterOrDigit(kind) || "abfnrtvxpPBAz0".Contains(kind, StringComparison.Ordinal);
                _result.Append('\\').Append(kind);
                if (!known)
                {
                    throw new LogsQlException($"\\{kind} in a regular expression is not known here");
                }

                break;
        }
    }

    /// <summary>What \D, \W and \S stand for inside a class, where .NET's would mean Unicode's.</summary>
    private static string Complement(char kind) => kind switch
    {
        'D' => "\\x00-/:-\\uFFFF",
        'W' => "\\x00-/:-@\\[-\\^`{-\\uFFFF",
        _ => "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF",
    };
}
