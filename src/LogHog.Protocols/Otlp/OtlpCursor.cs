using System.Runtime.InteropServices;
using LogHog.Protocols.Protobuf;

namespace LogHog.Protocols.Otlp;

/// <summary>
/// Walks the records of an <c>ExportLogsServiceRequest</c>: request → ResourceLogs → ScopeLogs → LogRecord. A struct, so that a copy
/// can go ahead and look whether the whole is sound.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct OtlpCursor(ReadOnlyMemory<byte> body)
{
    private readonly ReadOnlyMemory<byte> _body = body;
    private int _resourceEnd;
    private int _scopeEnd;

    /// <summary>In the body, behind the record that was read last.</summary>
    public int Position { get; private set; }

    /// <summary>The framing is not protobuf's.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The <c>Resource</c> message of the record; empty = it has none.</summary>
    public ReadOnlyMemory<byte> Resource { get; private set; }

    /// <summary>The <c>InstrumentationScope</c> message of the record; empty = it has none.</summary>
    public ReadOnlyMemory<byte> Scope { get; private set; }

    /// <summary>Tells one resource or scope from the next, also when both are empty.</summary>
    public int ScopeNumber { get; private set; }

    /// <returns>False at the end, or where it is broken.</returns>
    public bool TryNext(out ReadOnlyMemory<byte> record)
    {
        record = default;
        while (!IsBroken)
        {
            if (Position < _scopeEnd)
            {
                // ScopeLogs: 1 scope, 2 log_records, 3 schema_url.
                if (!TryTake(_scopeEnd, 2, out record))
                    continue;
                return true;
            }

            if (Position < _resourceEnd)
            {
                // ResourceLogs: 1 resource, 2 scope_logs, 3 schema_url.
                if (TryTake(_resourceEnd, 2, out ReadOnlyMemory<byte> scopeLogs))
                    EnterScope(scopeLogs);
                continue;
            }

            if (Position == _body.Length)
                return false;
            // ExportLogsServiceRequest: 1 resource_logs.
            if (TryTake(_body.Length, 1, out ReadOnlyMemory<byte> resourceLogs))
                EnterResource(resourceLogs);
        }

        return false;
    }

    private void EnterResource(ReadOnlyMemory<byte> resourceLogs)
    {
        _resourceEnd = Position;
        Position -= resourceLogs.Length;
        Resource = First(resourceLogs);
        ScopeNumber++;
    }

    private void EnterScope(ReadOnlyMemory<byte> scopeLogs)
    {
        _scopeEnd = Position;
        Position -= scopeLogs.Length;
        Scope = First(scopeLogs);
        ScopeNumber++;
    }

    /// <summary>Field 1 of a message, wherever it stands in it.</summary>
    private ReadOnlyMemory<byte> First(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> first = default;
        ProtobufReader reader = new(message);
        while (reader.TryRead(out WireField field))
        {
            if (!field.Is(1, WireType.Bytes))
                continue;
            first = field.Value;
            break;
        }

        IsBroken |= reader.IsBroken;
        return first;
    }

    /// <summary>Takes one field; true if it is the message wanted.</summary>
    private bool TryTake(int end, int number, out ReadOnlyMemory<byte> message)
    {
        ProtobufReader reader = new(_body[Position..end]);
        bool isWanted = reader.TryRead(out WireField field) && field.Is(number, WireType.Bytes);
        IsBroken |= reader.IsBroken;
        Position += reader.Position;
        message = field.Value;
        return isWanted;
    }
}
