using System.Text.Json;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>The envelope of an answer: https://www.jsonrpc.org/specification §5. What a peer says is data: its texts are cut and made printable.</summary>
internal static class ZabbixAnswer
{
    private const int TextCharsMax = 300;

    /// <returns>The value of <c>result</c>.</returns>
    /// <exception cref="ZabbixException">It is an error, or no answer to this question.</exception>
    public static JsonElement Read(byte[] body, long id, string method, string where)
    {
        JsonElement answer;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            answer = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new ZabbixException(
                ZabbixFailureKind.BadAnswer, $"What listens at {where} does not answer in JSON; write the address of Zabbix's web pages into zabbix_url", failure);
        }

        if (answer.ValueKind != JsonValueKind.Object)
            throw NotTheAnswer(method, where);
        if (answer.TryGetProperty("error", out JsonElement error))
            throw OfError(error, method);
        if (!answer.TryGetProperty("result", out JsonElement result) || !answer.TryGetProperty("id", out JsonElement answered)
            || answered.ValueKind != JsonValueKind.Number || !answered.TryGetInt64(out long number) || number != id)
            throw NotTheAnswer(method, where);
        return result;
    }

    /// <summary>A text of an object; empty = it is not there, or no text.</summary>
    public static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : ""
            : "";

    private static ZabbixException NotTheAnswer(string method, string where) =>
        new(ZabbixFailureKind.BadAnswer, $"What listens at {where} answers {method} with something else");

    /// <summary>Zabbix says the same with a number (-32602, -32500 …) that tells little; the text in <c>data</c> tells.</summary>
    private static ZabbixException OfError(JsonElement error, string method)
    {
        string message = Text(error, "message");
        string data = Text(error, "data");
        string text = Printable.Text(data.Length > 0 ? data : message);
        text = text.Length <= TextCharsMax ? text : text[..TextCharsMax] + "…";
        bool isSessionOver = Has(text, "re-login") || Has(text, "session terminated");
        bool isNotAllowed = isSessionOver || Has(text, "not authori") || Has(text, "incorrect user name or password") || Has(text, "no permissions")
            || Has(text, "api token expired") || Has(text, "login name or password is incorrect");
        return new ZabbixException(isNotAllowed ? ZabbixFailureKind.NotAllowed : ZabbixFailureKind.Refused, $"Zabbix refuses {method}: {text}")
        {
            IsSessionOver = isSessionOver,
        };
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
