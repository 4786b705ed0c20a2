using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Formats.Python;

/// <summary>An attribute as <c>str.format</c> writes it.</summary>
/// <param name="name">Which.</param>
/// <param name="source">The place as the format has it.</param>
/// <param name="conversion"><c>r</c>, <c>s</c>, <c>a</c>; 0 = none.</param>
/// <param name="spec">The specifier.</param>
internal sealed class BracePart(BraceField name, byte[] source, byte conversion, BraceSpec spec) : AttributePart(name.Attribute, source)
{
    public override bool IsWhole => name.IsPlain && conversion is 0 or (byte)'s' && spec.IsWhole;

    public override int Width => spec.Width;

    public override void Write(PythonRecord record, ref PythonLine line)
    {
        Scratch scratch = record.Scratch;
        scratch.Clear();
        bool isSpec = spec.TryGet(record, out FormatSpec format, out bool isMissing);
        scratch.Clear();
        PythonValue value = name.Get(record);
        if (isMissing || value.Type == PythonType.Missing)
        {
            line.Write(Source);
            return;
        }

        if (conversion != 0)
            value = Converted(value, scratch);
        if (!isSpec || !FormatSpecWriter.TryWrite(ref line, value, format, scratch))
            line.Write(value.ToText(scratch));
    }

    private PythonValue Converted(scoped in PythonValue value, Scratch scratch)
    {
        if (conversion == 's')
            return PythonValue.Str(value.ToText(scratch));
        int start = scratch.Length;
        PythonRepr.Write(scratch, value, conversion == 'a');
        return PythonValue.Str(scratch.From(start));
    }
}

/// <summary>A specifier, whose width and precision may be attributes themselves: <c>{message:{width}}</c>.</summary>
internal sealed class BraceSpec
{
    private readonly (byte[]? Text, RecordAttribute? Attribute)[] _pieces;
    private readonly FormatSpec _fixed;
    private readonly bool _isGood;

    private BraceSpec((byte[]?, RecordAttribute?)[] pieces, bool isGood, FormatSpec whole)
    {
        _pieces = pieces;
        _isGood = isGood;
        _fixed = whole;
    }

    /// <summary>It does not cut the text, nor fill it with anything but spaces.</summary>
    public bool IsWhole => _pieces.Length == 0 && _isGood && _fixed.Precision is null && _fixed.Fill is 0 or ' ';

    /// <summary>Characters at least, as far as the format says it.</summary>
    public int Width => _fixed.Width;

    public static BraceSpec Of(string spec, TemplateBuilder builder)
    {
        if (!spec.Contains('{', StringComparison.Ordinal))
        {
            bool isGood = FormatSpec.TryRead(Utf8.Encode(spec), out FormatSpec whole);
            return new BraceSpec([], isGood, whole);
        }

        List<(byte[]?, RecordAttribute?)> pieces = [];
        foreach (string piece in spec.Split('{'))
        {
            int end = piece.IndexOf('}', StringComparison.Ordinal);
            if (end >= 0)
                pieces.Add((null, builder.Attribute(piece[..end])));
            pieces.Add((Utf8.Encode(piece[(end + 1)..]), null));
        }

        return new BraceSpec([.. pieces], isGood: true, default);
    }

    /// <returns>False: Python refuses the specifier.</returns>
    public bool TryGet(PythonRecord record, out FormatSpec spec, out bool isMissing)
    {
        spec = _fixed;
        isMissing = false;
        if (_pieces.Length == 0)
            return _isGood;
        Scratch scratch = record.Scratch;
        int start = scratch.Length;
        foreach ((byte[]? text, RecordAttribute? attribute) in _pieces)
        {
            if (attribute is null)
            {
                scratch.Write(text);
                continue;
            }

            PythonValue value = record.Get(attribute);
            isMissing |= value.Type == PythonType.Missing;
            if (value.Type == PythonType.Float)
                value.ToText(scratch);
            else
                scratch.Write(value.Text);
        }

        return FormatSpec.TryRead(scratch.From(start), out spec);
    }
}
