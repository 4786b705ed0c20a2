using System.Runtime.InteropServices;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>An event as the log record that Python's formatter would see. For one thread, one event after the other.</summary>
internal sealed class PythonRecord(PythonTime time)
{
    private readonly byte[] _hexDigits = new byte[32];
    private LogEvent _event = new();

    /// <summary>Holds the texts of the attribute that is being written.</summary>
    public Scratch Scratch { get; } = new();

    /// <summary>The text of <c>stack_info</c>; empty = none.</summary>
    public ReadOnlySpan<byte> StackInfo
    {
        get
        {
            foreach (byte[] name in RecordAttribute.StackInfoFields)
            {
                if (Find(name, out EventField stack))
                    return stack.Kind == FieldKind.Text ? stack.Value.Span : default;
            }

            return default;
        }
    }

    public void Begin(LogEvent logEvent) => _event = logEvent;

    /// <summary>The attribute's value; what it borrows holds until <see cref="Scratch"/> is cleared.</summary>
    public PythonValue Get(RecordAttribute attribute)
    {
        for (int i = 0; i < attribute.Fields.Length; i++)
        {
            if (Find(attribute.Fields[i], out EventField field))
                return i < attribute.WholeFields ? PythonValue.Of(field) : PartOf(attribute.Source, field);
        }

        PythonValue value = Own(attribute.Source);
        return value.Type == PythonType.Missing && attribute.Default is { } stand ? PythonValue.Of(stand) : value;
    }

    /// <summary>The last part of a path, with or without its ending.</summary>
    private static PythonValue PartOf(AttributeSource source, scoped in EventField field)
    {
        ReadOnlySpan<byte> text = field.Value.Span;
        switch (source)
        {
            case AttributeSource.FileName:
                return PythonValue.Str(BaseName(text));
            case AttributeSource.ModuleName:
                ReadOnlySpan<byte> name = BaseName(text);
                int dot = name.LastIndexOf((byte)'.');
                return PythonValue.Str(dot > 0 && name[..dot].ContainsAnyExcept((byte)'.') ? name[..dot] : name);
            default:
                return PythonValue.Of(field);
        }
    }

    /// <summary>Of several of a name the last, as in a dictionary.</summary>
    private bool Find(ReadOnlySpan<byte> name, out EventField found)
    {
        Span<EventField> fields = CollectionsMarshal.AsSpan(_event.Fields);
        for (int i = fields.Length - 1; i >= 0; i--)
        {
            if (fields[i].Name.Span.SequenceEqual(name))
            {
                found = fields[i];
                return true;
            }
        }

        found = default;
        return false;
    }

    private PythonValue Own(AttributeSource source)
    {
        switch (source)
        {
            case AttributeSource.AscTime:
                return PythonValue.Str(time.Write(_event.TimeUnixNs, Milliseconds()));
            case AttributeSource.Message:
                return PythonValue.Str(_event.Body.Span);
            case AttributeSource.LoggerName:
                return PythonValue.Str(_event.Module.IsEmpty ? "root"u8 : _event.Module.Span);
            case AttributeSource.LevelName:
                return PythonValue.Str(PythonLevel.Name(_event.Severity));
            case AttributeSource.LevelNumber:
                return PythonValue.Int(PythonLevel.Number(_event.Severity));
            case AttributeSource.Created:
                int nanoseconds = LineTime.Split(_event.TimeUnixNs, out long second);
                return PythonValue.Float(second + (nanoseconds / 1e9));
            case AttributeSource.Milliseconds:
                return PythonValue.Float(LineTime.Split(_event.TimeUnixNs, out _) / 1_000_000);
            case AttributeSource.ExceptionText:
                return _event.Exception.IsEmpty ? PythonValue.None : PythonValue.Str(_event.Exception.Span);
            case AttributeSource.None:
                return PythonValue.None;
            default:
                return OfEvent(source);
        }
    }

    private PythonValue OfEvent(AttributeSource source)
    {
        switch (source)
        {
            case AttributeSource.App:
                return PythonValue.Str(_event.App.Span);
            case AttributeSource.Host when !_event.Host.IsEmpty:
                return PythonValue.Str(_event.Host.Span);
            case AttributeSource.SeverityName when _event.Severity != Severity.None:
                return PythonValue.Str(SeverityNames.Name(_event.Severity));
            case AttributeSource.TraceId when _event.TraceId != UInt128.Zero:
                HexDigits.Write(_hexDigits, _event.TraceId);
                return PythonValue.Str(_hexDigits);
            case AttributeSource.SpanId when _event.SpanId != 0:
                HexDigits.Write(_hexDigits, _event.SpanId);
                return PythonValue.Str(_hexDigits.AsSpan(0, 16));
            default:
                return default;
        }
    }

    /// <summary>What a Python sender says its milliseconds are: its clock's, not those of the rounded seconds.</summary>
    private int Milliseconds()
    {
        if (Find("msecs"u8, out EventField field) && PythonValue.Of(field).TryGetFloat(out double sent) && sent is >= 0 and < 1000)
            return (int)sent;
        return LineTime.Split(_event.TimeUnixNs, out _) / 1_000_000;
    }

    private static ReadOnlySpan<byte> BaseName(ReadOnlySpan<byte> path) => path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
}
