using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// What the sender of a request may say about its records, from the query string or, where there is one, a header: VictoriaLogs' parameters
/// and ours. Those that are not known are passed by: shippers set what other servers understand.
/// </summary>
internal static class RecordParameters
{
    /// <summary>Without any parameter.</summary>
    /// <param name="defaultApp">The application of events that name none.</param>
    /// <param name="receivedUnixNs">The time of events that name none.</param>
    /// <param name="limits">For lines.</param>
    public static RecordOptions Begin(string defaultApp, long receivedUnixNs, LimitSettings limits) => new()
    {
        DefaultApp = Encoding.UTF8.GetBytes(defaultApp),
        ReceivedUnixNs = receivedUnixNs,
        LineBytesMax = limits.FrameBytesMax,
    };

    /// <param name="request">The request.</param>
    /// <param name="own">How the protocol's records are read by themselves.</param>
    /// <param name="problem">What to write instead, when the answer is null.</param>
    public static RecordOptions? Read(HttpRequest request, RecordOptions own, out string problem)
    {
        problem = "";
        RecordOptions options = own with { IgnoreFields = List(Value(request, "ignore_fields", "VL-Ignore-Fields")) };
        if (Value(request, "_time_field", "VL-Time-Field") is { Length: > 0 } time)
            options = options with { TimeField = Encoding.UTF8.GetBytes(time) };
        if (List(Value(request, "_msg_field", "VL-Msg-Field")) is { Length: > 0 } messages)
            options = options with { MessageFields = messages };
        options = options with
        {
            App = Source(request, "app") ?? options.App,
            Module = Source(request, "module") ?? options.Module,
            Host = Source(request, "host") ?? options.Host,
            Level = Source(request, "level") ?? options.Level,
        };
        if (!options.Level.Text.IsEmpty && SeverityText.Parse(options.Level.Text.Span) == Severity.None)
            problem = "level is the name of a level, such as warn, or record:FIELD";
        return TryReadExtra(Value(request, "extra_fields", "VL-Extra-Fields"), ref options, ref problem) && problem.Length == 0 ? options : null;
    }

    /// <summary>Whether nothing is to be stored, only to be told what would be.</summary>
    public static bool IsDebug(HttpRequest request) => Value(request, "debug", "VL-Debug") == "1";

    private static string Value(HttpRequest request, string name, string header) =>
        request.Query[name].ToString() is { Length: > 0 } value ? value : request.Headers[header].ToString();

    private static FieldSource? Source(HttpRequest request, string name) => FieldSource.Parse(request.Query[name].ToString());

    private static ReadOnlyMemory<byte>[] List(string names) =>
    [
        .. names.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(static name => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(name)),
    ];

    private static bool TryReadExtra(string text, ref RecordOptions options, ref string problem)
    {
        List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> fields = [];
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                problem = "extra_fields is a list of NAME=VALUE with commas between them";
                return false;
            }

            fields.Add((Encoding.UTF8.GetBytes(pair[..equals]), Encoding.UTF8.GetBytes(pair[(equals + 1)..])));
        }

        if (fields.Count > 0)
            options = options with { ExtraFields = fields };
        return true;
    }
}
