using LogHog.Protocols.Text;

namespace LogHog.Protocols.Events;

/// <summary>
/// Takes the event's own values (time, message, application …) out of the fields of a record and leaves the others as they are.
/// A value is taken from the first field that has one; fields of the same meaning that were not needed stay, so nothing is lost.
/// What the decoder has filled in itself stays where no field says otherwise.
/// </summary>
internal sealed class RecordAssembly(RecordOptions options)
{
    // Arrays: walking a list through its interface would cost an allocation each time.
    private readonly ReadOnlyMemory<byte>[] _ignored = [.. options.IgnoreFields];
    private readonly (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)[] _extra = [.. options.ExtraFields];
    private readonly ReadOnlyMemory<byte>[] _otherTimes = [.. options.OtherTimeFields];
    private readonly ReadOnlyMemory<byte>[] _messages = [.. options.MessageFields];
    private readonly ReadOnlyMemory<byte>[] _levels = [.. options.Level.Fields];
    private readonly ReadOnlyMemory<byte>[] _traces = [.. options.TraceId.Fields];
    private readonly ReadOnlyMemory<byte>[] _spans = [.. options.SpanId.Fields];

    public RejectReason Fill(LogEvent logEvent)
    {
        List<EventField> fields = logEvent.Fields;
        if (_ignored.Length > 0 || _extra.Length > 0)
            Replace(fields);
        if (!TryTakeTime(logEvent))
            return RejectReason.BadValue;
        TakeSeverity(logEvent);
        TakeTrace(logEvent);
        logEvent.App = Or(options.App.TakeFrom(fields), Or(logEvent.App, options.DefaultApp));
        logEvent.Module = ModuleName.Normalize(Or(options.Module.TakeFrom(fields), logEvent.Module));
        logEvent.Host = Or(options.Host.TakeFrom(fields), logEvent.Host);
        logEvent.Exception = Or(logEvent.Exception, options.Exception.TakeFrom(fields));
        if (logEvent.Body.IsEmpty)
            logEvent.Body = FieldSource.Take(fields, _messages);
        bool isNothing = logEvent.Body.IsEmpty && logEvent.Exception.IsEmpty && fields.Count == 0;
        return isNothing ? RejectReason.MissingKey : RejectReason.None;
    }

    private static ReadOnlyMemory<byte> Or(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) => first.IsEmpty ? second : first;

    private void Replace(List<EventField> fields)
    {
        int kept = 0;
        for (int index = 0; index < fields.Count; index++)
        {
            if (!IsIgnored(fields[index].Name.Span) && !IsExtra(fields[index].Name.Span))
                fields[kept++] = fields[index];
        }

        fields.RemoveRange(kept, fields.Count - kept);
        foreach ((ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) in _extra)
            fields.Add(new EventField(name, FieldKind.Text, value));
    }

    private bool IsIgnored(ReadOnlySpan<byte> name)
    {
        foreach (ReadOnlyMemory<byte> ignored in _ignored)
        {
            ReadOnlySpan<byte> pattern = ignored.Span;
            if (pattern.EndsWith("*"u8) ? name.StartsWith(pattern[..^1]) : name.SequenceEqual(pattern))
                return true;
        }

        return false;
    }

    private bool IsExtra(ReadOnlySpan<byte> name)
    {
        foreach ((ReadOnlyMemory<byte> extra, _) in _extra)
        {
            if (name.SequenceEqual(extra.Span))
                return true;
        }

        return false;
    }

    private bool TryTakeTime(LogEvent logEvent)
    {
        List<EventField> fields = logEvent.Fields;
        if (logEvent.TimeUnixNs == 0)
            logEvent.TimeUnixNs = options.ReceivedUnixNs;
        int index = options.TimeField.IsEmpty ? -1 : FieldSource.IndexOf(fields, options.TimeField.Span);
        if (index < 0)
        {
            TakeOtherTime(logEvent);
            return true;
        }

        ReadOnlySpan<byte> text = fields[index].Value.Span;
        if (!text.IsEmpty && !text.SequenceEqual("0"u8))
        {
            if (!TimestampText.TryRead(text, out long unixNs))
                return false;
            logEvent.TimeUnixNs = unixNs;
        }

        fields.RemoveAt(index);
        return true;
    }

    private void TakeOtherTime(LogEvent logEvent)
    {
        foreach (ReadOnlyMemory<byte> name in _otherTimes)
        {
            int index = FieldSource.IndexOf(logEvent.Fields, name.Span);
            if (index < 0 || !TimestampText.TryRead(logEvent.Fields[index].Value.Span, out long unixNs))
                continue;
            logEvent.TimeUnixNs = unixNs;
            logEvent.Fields.RemoveAt(index);
            return;
        }
    }

    /// <summary>A name or number that says no severity stays a field.</summary>
    private void TakeSeverity(LogEvent logEvent)
    {
        if (!options.Level.Text.IsEmpty)
        {
            logEvent.Severity = SeverityText.Parse(options.Level.Text.Span);
            return;
        }

        foreach (ReadOnlyMemory<byte> name in _levels)
        {
            if (logEvent.Severity != Severity.None)
                return;
            int index = FieldSource.IndexOf(logEvent.Fields, name.Span);
            if (index < 0)
                continue;
            EventField field = logEvent.Fields[index];
            Severity severity = SeverityText.Parse(field.Value.Span);
            if (severity == Severity.None)
                severity = SeverityText.ParseNumber(field.Value.Span);
            if (severity == Severity.None)
                continue;
            logEvent.Severity = severity;
            logEvent.Fields.RemoveAt(index);
        }

        if (logEvent.Severity == Severity.None)
            logEvent.Severity = options.DefaultSeverity;
    }

    private void TakeTrace(LogEvent logEvent)
    {
        foreach (ReadOnlyMemory<byte> name in _traces)
        {
            int index = FieldSource.IndexOf(logEvent.Fields, name.Span);
            if (index >= 0 && TraceContext.TryTakeTrace(logEvent, logEvent.Fields[index].Value.Span))
                logEvent.Fields.RemoveAt(index);
        }

        foreach (ReadOnlyMemory<byte> name in _spans)
        {
            int index = FieldSource.IndexOf(logEvent.Fields, name.Span);
            if (index >= 0 && TraceContext.TryTakeSpan(logEvent, logEvent.Fields[index].Value.Span))
                logEvent.Fields.RemoveAt(index);
        }
    }
}
