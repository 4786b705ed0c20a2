using System.Text;

namespace LogHog.Server.Http.OpenApi;

/// <summary><c>/api/openapi.json</c>: every path of this port as OpenAPI 3.1 has it. A test holds the document and the paths together.</summary>
internal static class OpenApiEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/openapi.json", context => PlainText.Write(context, StatusCodes.Status200OK, Document(), "application/json"));

    public static string Document()
    {
        using Stream file = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")!;
        using StreamReader text = new(file, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
