namespace LogHog.Engine.Query.Values;

/// <summary>
/// The rarest run of bytes that every match of an RE2 pattern contains, each byte of a set of ASCII; as far as one can tell from what
/// stands outside of groups. Control characters are in no set: a line may write them otherwise.
/// </summary>
internal sealed class RequiredRun
{
    private static readonly UInt128 Printable = Range(' ', '~');
    private static readonly UInt128 Digits = Range('0', '9');
    private static readonly UInt128 WordChars = Digits | Range('a', 'z') | Range('A', 'Z') | Of('_');

    private readonly string _pattern;
    private readonly List<UInt128> _run = [];
    private ByteRun? _best;
    private int _at;

    private RequiredRun(string pattern) => _pattern = pattern;

    /// <returns>Null: there is none that is worth looking for.</returns>
    public static ByteRun? Of(string pattern)
    {
        if (pattern.Contains("(?", StringComparison.Ordinal) || pattern.Contains("\\Q", StringComparison.Ordinal))
            return null;
        var reading = new RequiredRun(pattern);
        return reading.TryRead() && reading._best is { IsRare: true } best ? best : null;
    }

    /// <returns>False: the pattern has alternatives.</returns>
    private bool TryRead()
    {
        int depth = 0;
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at];
            if (c == '|' && depth == 0)
                return false;
            if (c is '(' or ')')
            {
                depth += c == '(' ? 1 : -1;
                _at++;
                _ = Repeats();
                End();
                continue;
            }

            UInt128? set = Set();
            (int min, int max) = Repeats();
            if (depth == 0)
                Add(set, min, max);
        }

        End();
        return depth == 0;
    }

    private void Add(UInt128? set, int min, int max)
    {
        if (set is null || min == 0)
        {
            End();
            return;
        }

        for (int i = 0; i < Math.Min(min, ByteRun.LengthMax); i++)
            Add(set.Value);
        if (min == max)
            return;
        // What repeats ends one run, and the last of it begins the next.
        End();
        for (int i = 0; i < Math.Min(min, ByteRun.LengthMax); i++)
            Add(set.Value);
    }

    private void Add(UInt128 set)
    {
        if (_run.Count == ByteRun.LengthMax)
        {
            Keep();
            _run.RemoveAt(0);
        }

        _run.Add(set);
    }

    private void End()
    {
        Keep();
        _run.Clear();
    }

    private void Keep()
    {
        if (_run.Count == 0)
            return;
        var run = new ByteRun(_run);
        if (_best is null || run.Chance < _best.Chance)
            _best = run;
    }

    /// <summary>Reads one character, escape or class; null: it may be other than one byte of ASCII, or none at all.</summary>
    private UInt128? Set()
    {
        char c = _pattern[_at++];
        if (c == '[')
            return Class();
        if (c == '\\')
            return Escape();
        return c is '^' or '$' or '.' or '*' or '+' or '?' or '{' or '}' or < ' ' or > '~' ? null : Of(c);
    }

    private UInt128? Escape()
    {
        if (_at >= _pattern.Length)
            return null;
        char kind = _pattern[_at++];
        if (kind is 'x' or 'p' or 'P')
        {
            SkipArgument(kind);
            return null;
        }

        return kind switch
        {
            'd' => Digits,
            'w' => WordChars,
            _ when char.IsAsciiLetterOrDigit(kind) || kind is < ' ' or > '~' => null,
            _ => Of(kind),
        };
    }

    private void SkipArgument(char kind)
    {
        if (_at < _pattern.Length && _pattern[_at] == '{')
            _at = _pattern.IndexOf('}', _at) is >= 0 and var end ? end + 1 : _pattern.Length;
        else
            _at = Math.Min(_pattern.Length, _at + (kind == 'x' ? 2 : 1));
    }

    /// <summary>A class, behind its bracket. Only plain characters, ranges and \d, \w are read; the others make it unknown.</summary>
    private UInt128? Class()
    {
        UInt128 set = 0;
        bool isKnown = _at >= _pattern.Length || _pattern[_at] != '^';
        _at += isKnown ? 0 : 1;
        for (bool isFirst = true; _at < _pattern.Length && (isFirst || _pattern[_at] != ']'); isFirst = false)
        {
            char least = _pattern[_at++];
            if (least == '[' && _at < _pattern.Length && _pattern[_at] == ':' && _pattern.IndexOf(":]", _at, StringComparison.Ordinal) is >= 0 and var posixEnd)
            {
                (_at, isKnown) = (posixEnd + 2, false);
                continue;
            }

            if (least == '\\')
            {
                UInt128? escaped = Escape();
                isKnown &= escaped is not null && !StartsRange();
                set |= escaped ?? 0;
                continue;
            }

            char most = least;
            if (StartsRange())
            {
                most = _pattern[_at + 1];
                _at += 2;
                isKnown &= most is not '\\' and not '[';
            }

            isKnown &= least is >= ' ' and <= '~' && most is >= ' ' and <= '~' && least <= most;
            set |= isKnown ? Range(least, most) : 0;
        }

        _at++;
        return isKnown && set != 0 ? set & Printable : null;
    }

    private bool StartsRange() => _at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']';

    /// <summary>How often what was read has to come, at least and at most.</summary>
    private (int Min, int Max) Repeats()
    {
        (int Min, int Max) repeats = (1, 1);
        if (_at >= _pattern.Length)
            return repeats;
        switch (_pattern[_at])
        {
            case '*' or '?':
                repeats = (0, int.MaxValue);
                _at++;
                break;
            case '+':
                repeats = (1, int.MaxValue);
                _at++;
                break;
            case '{' when _pattern.IndexOf('}', _at) is >= 0 and var end:
                repeats = Counts(_pattern[(_at + 1)..end]);
                _at = end + 1;
                break;
        }

        // Lazy ones match the same texts; a second sign is an error that others find.
        if (repeats != (1, 1) && _at < _pattern.Length && _pattern[_at] is '?' or '+' or '*' or '{')
        {
            bool isLazy = _pattern[_at] == '?';
            _at++;
            return isLazy ? repeats : (0, int.MaxValue);
        }

        return repeats;
    }

    private static (int Min, int Max) Counts(string text)
    {
        string[] parts = text.Split(',');
        if (parts.Length > 2 || !int.TryParse(parts[0], out int min) || min < 0)
            return (0, int.MaxValue);
        return (min, parts.Length == 1 ? min : int.MaxValue);
    }

    private static UInt128 Of(char c) => UInt128.One << c;

    private static UInt128 Range(char least, char most)
    {
        UInt128 set = 0;
        for (char c = least; c <= most; c++)
            set |= Of(c);
        return set;
    }
}
