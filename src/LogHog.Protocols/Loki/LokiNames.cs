using LogHog.Protocols.Events;

namespace LogHog.Protocols.Loki;

/// <summary>What Loki's labels and structured metadata are usually called.</summary>
public static class LokiNames
{
    public static RecordOptions Of(RecordOptions options) => options with
    {
        TimeField = default,
        MessageFields = [],
        App = FieldSource.FromFields("app", "service_name", "service", "job"),
        Module = FieldSource.FromFields("module", "logger"),
        Host = FieldSource.FromFields("host", "hostname", "instance"),
        Level = FieldSource.FromFields("level", "detected_level", "severity"),
        Exception = FieldSource.FromFields("exception"),
        TraceId = FieldSource.FromFields("traceID", "traceId", "trace_id"),
        SpanId = FieldSource.FromFields("spanID", "spanId", "span_id"),
    };
}
