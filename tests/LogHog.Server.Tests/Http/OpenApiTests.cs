using System.Text.Json;
using LogHog.Server.Http;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.OpenApi;
using LogHog.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LogHog.Server.Tests.Http;

/// <summary>The document and the paths that the server has agree, in both directions.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(OpenApiEndpoint.Document()).RootElement;

    [Fact]
    public async Task Every_path_is_in_the_document_and_the_document_has_no_other()
    {
        await using EngineHost host = EngineHost.Start([]);

        Assert.Equal(
            Routes(host).Select(static route => route.Name).Order(StringComparer.Ordinal),
            Operations().Select(static operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_needs_no_token_is_marked_so_and_nothing_else()
    {
        await using EngineHost host = EngineHost.Start([]);

        Assert.Equal(
            Routes(host).Where(static route => route.Access == AccessRequirement.Nothing).Select(static route => route.Name).Order(StringComparer.Ordinal),
            Operations().Where(static operation => operation.Value.TryGetProperty("security", out JsonElement security) && security.GetArrayLength() == 0)
                .Select(static operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_served_as_it_is()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();

        Assert.Equal(OpenApiEndpoint.Document(), await hog.Get("/api/openapi.json"));
    }

    [Fact]
    public void It_is_whole()
    {
        Assert.StartsWith("3.1.", Document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        JsonElement[] operations = [.. Operations().Select(static operation => operation.Value)];
        Assert.Equal(operations.Length, operations.Select(static one => one.GetProperty("operationId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(operations, static one => Assert.NotEmpty(one.GetProperty("summary").GetString()!));
        Assert.All(operations, static one => Assert.Contains(one.GetProperty("responses").EnumerateObject(), static response => response.Name[0] == '2'));
        Assert.All(References(Document), static reference => Assert.True(Exists(reference), $"{reference} leads nowhere"));
    }

    private static (string Name, JsonElement Value)[] Operations() =>
    [
        .. Document.GetProperty("paths").EnumerateObject().SelectMany(static path =>
            path.Value.EnumerateObject().Select(operation => ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))),
    ];

    private static (string Name, AccessRequirement Access)[] Routes(EngineHost host)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        IEndpointRouteBuilder routes = builder.Build();
        DaemonView daemon = new(host.Engine.Snapshot, () => throw new InvalidOperationException("Nothing is asked."), DateTimeOffset.UnixEpoch, "");
        HttpHost.MapRooms(routes, daemon, host.Engine);
        return
        [
            .. routes.DataSources.SelectMany(static source => source.Endpoints).Cast<RouteEndpoint>().SelectMany(static endpoint =>
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
                    ($"{method} {endpoint.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal)}", endpoint.Metadata.GetMetadata<AccessMetadata>()?.Requirement ?? AccessRequirement.Query))),
        ];
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Exists(string reference)
    {
        JsonElement at = Document;
        return reference.StartsWith("#/", StringComparison.Ordinal) && reference[2..].Split('/').All(name => at.TryGetProperty(name, out at));
    }
}
