using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>A text with <c>&lt;field&gt;</c> in it: a pattern to extract by, or a format to fill in.</summary>
internal sealed class Template
{
    private readonly Step[] _steps;

    public Template(string text, int position)
    {
        Text = text;
        _steps = [.. Read(text, position)];
        Fields = [.. _steps.Where(step => step.Field.Length > 0).Select(step => step.Field).Distinct()];
    }

    public string Text { get; }

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>The fields named in it.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>One piece: plain text, then a field; no field at the end, and for <c>&lt;_&gt;</c>, which is left out.</summary>
    internal sealed record Step(byte[] Text, string Option, string Field, bool HasPlaceholder);

    public void CheckExtract(int position)
    {
        if (Fields.Count == 0)
        {
            throw new LogsQlException("the pattern names no field: write <name> where its value stands", position);
        }

        for (int i = 1; i < _steps.Length; i++)
        {
            if (_steps[i - 1].HasPlaceholder && _steps[i].HasPlaceholder && _steps[i].Text.Length == 0)
            {
                throw new LogsQlException("some text has to stand between two fields of a pattern", position);
            }
        }
    }

    /// <summary>The value of each field; empty from where the pattern no longer fits.</summary>
    public void Extract(ReadOnlyMemory<byte> value, List<KeyValuePair<string, ReadOnlyMemory<byte>>> found)
    {
        ReadOnlySpan<byte> text = value.Span;
        int start = text.IndexOf(_steps[0].Text);
        bool fits = start >= 0;
        int at = fits ? start + _steps[0].Text.Length : text.Length;
        for (int i = 0; i < _steps.Length; i++)
        {
            Step step = _steps[i];
            if (!step.HasPlaceholder)
            {
                break;
            }

            ReadOnlyMemory<byte> part = default;
            if (fits)
            {
                byte[] next = i + 1 < _steps.Length ? _steps[i + 1].Text : [];
                fits = TryTake(value, step.Option, next, ref at, out part);
            }

            if (step.Field.Length > 0)
            {
                found.Add(new(step.Field, part));
            }
        }
    }

    private static bool TryTake(ReadOnlyMemory<byte> value, string option, byte[] next, ref int at, out ReadOnlyMemory<byte> part)
    {
        ReadOnlySpan<byte> rest = value.Span[at..];
        if (option != "plain" && QuotedBytes.TryRead(rest, out byte[] unquoted, out int length))
        {
            part = unquoted;
            at += length;
            bool follows = value.Span[at..].StartsWith(next);
            at += follows ? next.Length : 0;
            return follows;
        }

        int end = next.Length == 0 ? rest.Length : rest.IndexOf(next);
        part = end < 0 ? default : value.Slice(at, end);
        at += end < 0 ? 0 : end + next.Length;
        return end >= 0;
    }

    private static IEnumerable<Step> Read(string text, int position)
    {
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('<', at);
            int close = open < 0 ? -1 : text.IndexOf('>', open);
            if (open >= 0 && close < 0)
            {
                throw new LogsQlException("a '<' of the pattern is never closed; write &lt; for the sign itself", position);
            }

            string plain = open < 0 ? text[at..] : text[at..open];
            if (open < 0)
            {
                yield return new Step(Utf8.Encode(Unescape(plain)), "", "", false);
                yield break;
            }

            string inner = text[(open + 1)..close];
            int colon = inner.IndexOf(':', StringComparison.Ordinal);
            string option = colon < 0 ? "" : inner[..colon].Trim();
            string field = (colon < 0 ? inner : inner[(colon + 1)..]).Trim();
            bool anonymous = field is "" or "_" or "*";
            if (!anonymous && field.EndsWith('*'))
            {
                throw new LogsQlException($"a star cannot stand in the name of a field: <{field}>", position);
            }

            yield return new Step(Utf8.Encode(Unescape(plain)), option, anonymous ? "" : PipeSyntax.Canonical(field), true);
            at = close + 1;
        }
    }

    private static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
}
