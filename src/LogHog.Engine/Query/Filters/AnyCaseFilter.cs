using System.Buffers;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>i(text)</c>, <c>i(text*)</c>: as a phrase or prefix, whatever the case of the letters.</summary>
internal sealed class AnyCaseFilter(string field, string text, bool isPrefix) : FieldFilter(field)
{
    private readonly Phrase _lower = new(Utf8.Decode(CaseFolding.ToLower(Utf8.Encode(text))));

    private readonly ShapePhrase _shapes = new(CaseFolding.ToLower(Utf8.Encode(text)), openEnd: isPrefix);

    public override bool MatchesValue(ReadOnlySpan<byte> value)
    {
        if (CaseFolding.IsLowerAscii(value))
        {
            return MatchesLower(value);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(CaseFolding.LowerLengthMax(value));
        int length = CaseFolding.ToLower(value, rented);
        bool matches = MatchesLower(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return matches;
    }

    private bool MatchesLower(ReadOnlySpan<byte> value) => isPrefix ? _lower.IsPrefixIn(value) : _lower.IsIn(value);

    internal override void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks)
    {
        byte[] lower = CaseFolding.ToLower(value);
        if (lower.Length == value.Length) // else the places are not the same
        {
            _lower.Mark(lower, marks, openEnd: isPrefix);
        }
    }

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape)
    {
        if (_lower.Bytes.Length == 0)
        {
            return isPrefix ? ShapeVerdict.Yes : ShapeVerdict.No;
        }

        return _shapes.IsIn(CaseFolding.IsLowerAscii(shape) ? shape : CaseFolding.ToLower(shape));
    }

    private protected override string Condition => isPrefix
        ? $"i({(text.Length == 0 ? "" : Keywords.Quote(text))}*)"
        : $"i({Keywords.Quote(text)})";

    public static Filter Parse(TokenReader reader, string name, string field)
    {
        (string text, bool prefix) = Arguments.ReadMaybePrefix(reader, name);
        return new AnyCaseFilter(field, text, prefix);
    }
}
