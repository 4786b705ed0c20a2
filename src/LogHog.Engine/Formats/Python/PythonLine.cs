using System.Buffers;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// The text of one record on its way into the file. Newlines stay, as Python writes them, or have a tab behind them; all other control
/// characters, bidi controls and lone surrogates become the escapes of <see cref="TextEscape"/>. A backslash is always itself.
/// </summary>
internal ref struct PythonLine
{
    private static readonly SearchValues<byte> Unsafe = SearchValues.Create(UnsafeCharacter.LeadBytes);

    // A newline that stays needs no look.
    private static readonly SearchValues<byte> UnsafeButNewline = SearchValues.Create([.. UnsafeCharacter.LeadBytes.ToArray().Where(static one => one != '\n')]);

    private readonly bool _marksContinuation;
    private LineBuffer _line;
    private bool _isEmpty;

    /// <param name="output">Where the bytes go.</param>
    /// <param name="bytesHint">Bytes that the record will probably need.</param>
    /// <param name="marksContinuation">A tab goes behind each newline, and no first line begins with one.</param>
    public PythonLine(IBufferWriter<byte> output, int bytesHint, bool marksContinuation)
    {
        _line = new LineBuffer(output, bytesHint);
        _marksContinuation = marksContinuation;
        _isEmpty = true;
    }

    /// <summary>Whether the last character so far is a newline; what is appended then needs none before it.</summary>
    public bool EndsWithNewline { get; private set; }

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        if (_marksContinuation && _isEmpty && text[0] == '\t')
        {
            TextEscape.WriteEscape(ref _line, '\t');
            text = text[1..];
        }

        _isEmpty = false;
        EndsWithNewline = text.EndsWith("\n"u8);
        SearchValues<byte> special = _marksContinuation ? Unsafe : UnsafeButNewline;
        while (true)
        {
            int hit = text.IndexOfAny(special);
            if (hit < 0)
            {
                _line.Write(text);
                return;
            }

            _line.Write(text[..hit]);
            text = text[hit..];
            text = text[WriteSpecial(text)..];
        }
    }

    /// <summary>The same character again and again.</summary>
    public void Repeat(scoped ReadOnlySpan<byte> character, int count)
    {
        for (; count > 0; count--)
            Write(character);
    }

    /// <summary>Ends the record's last line and hands it over.</summary>
    public void Finish()
    {
        _line.Write((byte)'\n');
        _line.Finish();
    }

    private int WriteSpecial(scoped ReadOnlySpan<byte> text)
    {
        if (text[0] == '\n')
        {
            _line.Write("\n\t"u8);
            return 1;
        }

        int length = UnsafeCharacter.LengthAtStart(text, out int codePoint);
        if (length > 0)
        {
            TextEscape.WriteEscape(ref _line, codePoint);
            return length;
        }

        _line.Write(text[0]);
        return 1;
    }
}
