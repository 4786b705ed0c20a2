using System.Diagnostics;
using System.Text.Json;
using Elasticsearch.Net;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Http;

/// <summary>Elastic's client for .NET, rsyslog's output for Elasticsearch, and Debian's package of Elastic's client for Python.</summary>
public sealed class ElasticClientTests
{
    [Fact]
    public async Task Elastics_own_client_finds_a_server_it_trusts_and_stores_in_bulk()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        ElasticLowLevelClient client = new(new ConnectionConfiguration(hog.Address("elastic/http")).EnableHttpCompression());

        StringResponse health = await client.Cluster.HealthAsync<StringResponse>();
        StringResponse bulk = await client.BulkAsync<StringResponse>("logs", PostData.MultiJson(new object[]
        {
            new { index = new { } },
            new Dictionary<string, object> { ["@timestamp"] = "2026-11-20T12:18:36.5Z", ["message"] = "Order 42 refused", ["log.level"] = "warn", ["service"] = new { name = "shop" } },
            new { create = new { _id = "1" } },
            new { message = "second", app = "shop", order = 43 },
        }));

        Assert.True(health.Success && bulk.Success, bulk.DebugInformation);
        Assert.False(JsonDocument.Parse(bulk.Body).RootElement.GetProperty("errors").GetBoolean());
        JsonElement[] events = await hog.EventsAsync("shop", 2);
        Assert.Equal(("Order 42 refused", "Warning"), (events[0].Text("@m"), events[0].Text("@l")));
        Assert.Equal("43", events[1].Text("order"));
    }

    [Fact]
    public async Task Rsyslog_stores_what_it_is_given()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();
        using TempFolder folder = new();
        string configuration = Path.Combine(folder.Path, "rsyslog.conf");
        string messages = Path.Combine(folder.Path, "messages");
        await File.WriteAllLinesAsync(messages, Enumerable.Range(1, 200).Select(static number => $"message {number} \"quoted\""));
        await File.WriteAllTextAsync(configuration, $$"""
            module(load="imfile" mode="polling" pollingInterval="1")
            module(load="omelasticsearch")
            global(workDirectory="{{folder.Path}}")
            template(name="ecs" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="host.name" name="hostname" format="jsonf")
              property(outname="log.level" name="syslogseverity-text" format="jsonf")
              property(outname="service.name" name="syslogtag" format="jsonf")
              property(outname="message" name="msg" format="jsonf")
            }
            input(type="imfile" file="{{messages}}" tag="shop" severity="warning")
            action(type="omelasticsearch" server="127.0.0.1" serverport="{{hog.Port("elastic/http")}}" searchIndex="logs" searchType="" bulkmode="on" template="ecs")

            """);
        using Process rsyslog = Process.Start("/usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", Path.Combine(folder.Path, "pid")]);
        JsonElement[] events;
        try
        {
            events = await hog.EventsAsync("shop", 200);
        }
        finally
        {
            rsyslog.Kill();
            await rsyslog.WaitForExitAsync();
        }

        Assert.Equal(200, events.Length);
        Assert.Contains("message 1 \"quoted\"", events[0].Text("@m"), StringComparison.Ordinal);
        Assert.Equal("Warning", events[0].Text("@l"));
    }

    [Fact]
    public async Task Pythons_client_stores_documents_and_bulks()
    {
        await using LogHogProcess hog = await HttpClientHost.StartAsync();

        ProgramResult result = await ExternalProgram.RunAsync("/usr/bin/python3", "-c", $$"""
            from elasticsearch import Elasticsearch, helpers
            client = Elasticsearch("http://127.0.0.1:{{hog.Port("elastic/http")}}")
            print(client.info()["version"]["number"])
            client.index(index="logs", body={"message": "one", "service.name": "shop"})
            print(helpers.bulk(client, ({"_index": "logs", "_source": {"message": "m%d" % n, "app": "shop"} } for n in range(100))))
            """);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("(100, [])", result.Output, StringComparison.Ordinal);
        Assert.Equal(101, (await hog.EventsAsync("shop", 101)).Length);
    }
}
