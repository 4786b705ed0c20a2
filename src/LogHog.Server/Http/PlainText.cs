namespace LogHog.Server.Http;

/// <summary>A short answer that nobody may keep or take for something else.</summary>
internal static class PlainText
{
    public static Task Write(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return response.WriteAsync(text, context.RequestAborted);
    }
}
