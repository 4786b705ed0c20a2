using System.Buffers.Text;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>Writes the group that may end a first line: <c> {order=42 user="Ana María"}</c>.</summary>
internal ref struct FieldGroupWriter
{
    private bool _isOpen;

    public void Field(ref LineBuffer line, in EventField field)
    {
        Separate(ref line);
        ReadOnlySpan<byte> name = field.Name.Span;
        FieldPair.Write(ref line, field, mayBeBare: FieldName.IsPlain(name) && !FieldName.IsReserved(name));
    }

    public void App(ref LineBuffer line, ReadOnlySpan<byte> app)
    {
        Name(ref line, FieldName.App);
        FieldPair.WriteValue(ref line, FieldKind.Text, app);
    }

    public void TraceId(ref LineBuffer line, UInt128 id)
    {
        Name(ref line, FieldName.TraceId);
        HexDigits.Write(line.Take(32), id);
    }

    public void SpanId(ref LineBuffer line, ulong id)
    {
        Name(ref line, FieldName.SpanId);
        HexDigits.Write(line.Take(16), id);
    }

    public void Received(ref LineBuffer line, long unixNs)
    {
        Name(ref line, FieldName.Received);
        LineTime.WriteUtc(ref line, unixNs);
    }

    public void SeverityNone(ref LineBuffer line)
    {
        Name(ref line, FieldName.Severity);
        line.Write("none"u8);
    }

    /// <summary>How many of the continuation lines, the last ones, are the exception's.</summary>
    public void ExceptionLines(ref LineBuffer line, int count)
    {
        Name(ref line, FieldName.Exception);
        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(count, digits, out int length);
        line.Write(digits[..length]);
    }

    /// <summary>Ends the group.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="evenIfEmpty">Write an empty group if nothing stands in it: the body ends like one.</param>
    public readonly void Close(ref LineBuffer line, bool evenIfEmpty)
    {
        if (_isOpen)
            line.Write((byte)'}');
        else if (evenIfEmpty)
            line.Write(" {}"u8);
    }

    private void Name(ref LineBuffer line, ReadOnlySpan<byte> reserved)
    {
        Separate(ref line);
        line.Write(reserved);
        line.Write((byte)'=');
    }

    private void Separate(ref LineBuffer line)
    {
        line.Write((byte)' ');
        if (_isOpen)
            return;
        line.Write((byte)'{');
        _isOpen = true;
    }
}
