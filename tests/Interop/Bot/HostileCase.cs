using System.Text;

namespace LogHog.Interop.Tests.Bot;

/// <summary>A request that must come to nothing.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Header">What it shows: a token, a signature; null = nothing.</param>
/// <param name="Outcome">As it must be counted, once and nowhere else.</param>
/// <param name="Status">As it must be answered.</param>
internal sealed record HostileCase(string Name, string Path, byte[] Body, string? Header, string Outcome, int Status)
{
    public const string Alert = "api/v1/alert";
    public const string Webhook = "api/v1/webhook";

    /// <summary>Headers beside that one.</summary>
    public (string Name, string Value)[] More { get; init; } = [];

    /// <summary>The metric that counts it: <c>alerts</c> or <c>webhooks</c>.</summary>
    public string Metric => Path == Alert ? "alerts" : "webhooks";

    public string HeaderName => Path == Alert ? "Token" : "X-Spark-Signature";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
