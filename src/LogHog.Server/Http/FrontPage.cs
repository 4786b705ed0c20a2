using System.Globalization;
using System.Net;
using System.Text;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http;

/// <summary><c>/</c>: one page without scripts that says whether all is well and where to look further.</summary>
internal static class FrontPage
{
    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon) => routes.MapGet("/", context =>
        PlainText.Write(context, StatusCodes.Status200OK, Html(daemon), "text/html; charset=utf-8"));

    private static string Html(DaemonView daemon)
    {
        EngineSnapshot snapshot = daemon.Snapshot();
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><title>LogHog</title>")
            .Append("<style>body{font:16px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em}")
            .Append("td,th{padding:.1em 1em .1em 0;text-align:right}td:first-child,th:first-child{text-align:left}</style>")
            .Append("<h1>LogHog</h1><p>").Append(snapshot.IsReady ? "Ready." : $"Not ready: {Text(snapshot.NotReadyBecause)}.")
            .Append(" Files in <code>").Append(Text(daemon.Settings().Main.LogDir)).Append("</code>.</p>");
        page.Append("<table><tr><th>input<th>received<th>stored<th>rejected<th>dropped<th>pending</tr>");
        foreach (InputSnapshot input in snapshot.Inputs)
        {
            page.Append("<tr><td>").Append(Text(input.Input));
            long[] numbers =
                [input.Received, input.Stored, input.Rejected.Values.Sum(), input.Dropped.Values.Sum(), input.Pending];
            foreach (long number in numbers)
                page.Append("<td>").Append(number.ToString("N0", CultureInfo.InvariantCulture));
            page.Append("</tr>");
        }

        page.Append("</table>");
        if (QuarantineText.Summary(snapshot.Quarantined) is { Length: > 0 } summary)
            page.Append("<p><strong>").Append(Text(summary)).Append(".</strong></p>");
        return page
            .Append("<p><a href=\"/api/v1/status\">status</a> · <a href=\"/metrics\">metrics</a> · ")
            .Append("<a href=\"/api/openapi.json\">API</a> · ")
            .Append("<a href=\"/health/ready\">ready</a></p></html>\n").ToString();
    }

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);
}
