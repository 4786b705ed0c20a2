namespace LogHog.Server.Http.Intake;

/// <summary>
/// The cluster that clients believe to talk to: healthy, of one node, with a licence, and with every index, template, policy and pipeline that
/// they want to have. Nothing of it is kept: logs need none of that here.
/// </summary>
internal static class ElasticCluster
{
    // Beats and client libraries refuse servers that are older than themselves by a major version.
    private const string VersionNumber = "8.19.0";
    private const string Name = "loghog";
    private const string Uuid = "bG9naG9nLWxvZ2hvZy1sb2c";

    private const string Acknowledged = """{"acknowledged":true,"shards_acknowledged":true}""";

    private static readonly string Info =
        $$$"""{"name":"{{{Name}}}","cluster_name":"{{{Name}}}","cluster_uuid":"{{{Uuid}}}","version":{"number":"{{{VersionNumber}}}","build_flavor":"default","build_type":"deb","build_hash":"0","build_date":"2025-01-01T00:00:00Z","build_snapshot":false,"lucene_version":"9.12.2","minimum_wire_compatibility_version":"7.17.0","minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"}""";

    private static readonly string License =
        $$$"""{"license":{"status":"active","uid":"{{{Uuid}}}","type":"basic","mode":"basic","issue_date":"2025-01-01T00:00:00.000Z","issue_date_in_millis":1735689600000,"max_nodes":1000,"issued_to":"{{{Name}}}","issuer":"{{{Name}}}","start_date_in_millis":-1}}""";

    private static readonly string Features =
        $$$"""{"build":{"hash":"0","date":"2025-01-01T00:00:00.000Z"},"license":{"uid":"{{{Uuid}}}","type":"basic","mode":"basic","status":"active"},"features":{"ilm":{"available":true,"enabled":true},"security":{"available":true,"enabled":false}},"tagline":"You know, for X"}""";

    private static readonly string Health =
        $$$"""{"cluster_name":"{{{Name}}}","status":"green","timed_out":false,"number_of_nodes":1,"number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,"relocating_shards":0,"initializing_shards":0,"unassigned_shards":0,"delayed_unassigned_shards":0,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0,"task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":100.0}""";

    private static readonly string Nodes =
        $$$"""{"_nodes":{"total":1,"successful":1,"failed":0},"cluster_name":"{{{Name}}}","nodes":{"{{{Uuid}}}":{"name":"{{{Name}}}","version":"{{{VersionNumber}}}","roles":["data","ingest","master"]} } }""";

    public static Task TellAsync(HttpContext context, string path)
    {
        string method = context.Request.Method;
        // A HEAD asks whether there is one: there is.
        if (HttpMethods.IsHead(method))
            return ElasticAnswer.Write(context, StatusCodes.Status200OK, "");
        if (HttpMethods.IsPut(method))
            return ElasticAnswer.Write(context, StatusCodes.Status200OK, Acknowledged);
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string? answer = HttpMethods.IsGet(method) ? Read(parts) : Command(parts);
        return answer is null
            ? ElasticAnswer.WriteError(context, StatusCodes.Status404NotFound, "resource_not_found_exception", "LogHog takes documents and answers no searches here: ask /select/logsql/query")
            : ElasticAnswer.Write(context, StatusCodes.Status200OK, answer);
    }

    private static string? Read(string[] path) => path switch
    {
        [] => Info,
        ["_license", ..] => License,
        ["_xpack", ..] => Features,
        ["_cluster", "health", ..] => Health,
        ["_cluster", ..] => """{"cluster_name":"loghog","persistent":{},"transient":{}}""",
        ["_nodes", ..] => Nodes,
        ["_index_template", ..] => """{"index_templates":[]}""",
        ["_component_template", ..] => """{"component_templates":[]}""",
        ["_data_stream", ..] => """{"data_streams":[]}""",
        ["_security", ..] => """{"username":"loghog","roles":[],"enabled":true}""",
        ["_ilm" or "_template" or "_ingest" or "_alias" or "_mapping" or "_settings", ..] => "{}",
        [_, "_alias" or "_mapping" or "_settings", ..] => "{}",
        _ => null,
    };

    private static string? Command(string[] path) => path switch
    {
        [.., "_refresh" or "_flush"] => """{"_shards":{"total":1,"successful":1,"failed":0}}""",
        ["_index_template" or "_template" or "_component_template" or "_ingest" or "_ilm" or "_aliases" or "_data_stream", ..] => Acknowledged,
        [_, "_rollover" or "_open", ..] => Acknowledged,
        _ => null,
    };
}
