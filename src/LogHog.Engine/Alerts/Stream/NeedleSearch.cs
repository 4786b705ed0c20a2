using System.Buffers;
using System.Text;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>Finds the next of many texts in the bytes of lines, with as few passes as the processor's own search for several texts allows.</summary>
internal sealed class NeedleSearch
{
    // Up to so many .NET looks for with vectors at once; with more it goes from character to character.
    private const int PerPass = 60;

    private readonly SearchValues<string>[] _passes;
    private readonly int[] _next;
    private char[] _chars = [];
    private int _length;

    /// <param name="needles">ASCII.</param>
    public NeedleSearch(IEnumerable<string> needles)
    {
        _passes = [.. needles.Distinct(StringComparer.Ordinal).Chunk(PerPass).Select(static some => SearchValues.Create(some, StringComparison.Ordinal))];
        _next = new int[_passes.Length + 1];
    }

    /// <summary>Begins with a text, which is copied.</summary>
    public void Begin(ReadOnlySpan<byte> text)
    {
        if (_chars.Length < text.Length)
            _chars = new char[Math.Max(text.Length, _chars.Length * 2)];
        _length = Encoding.Latin1.GetChars(text, _chars);
        Array.Fill(_next, -1);
    }

    /// <summary>Where the first of them begins, not before a place; -1 = there are no more. Places must not go back.</summary>
    public int IndexFrom(int start)
    {
        int first = -1;
        for (int pass = 0; pass < _next.Length; pass++)
        {
            if (_next[pass] < start)
            {
                // Where a backslash stands an escape may hide what is looked for: such lines are always looked at. By itself, because
                // with a text of one character among them .NET would go through all of them from character to character.
                ReadOnlySpan<char> rest = _chars.AsSpan(start, _length - start);
                int found = pass < _passes.Length ? rest.IndexOfAny(_passes[pass]) : rest.IndexOf('\\');
                _next[pass] = found < 0 ? int.MaxValue : start + found;
            }

            if (_next[pass] != int.MaxValue && (first < 0 || _next[pass] < first))
                first = _next[pass];
        }

        return first;
    }
}
