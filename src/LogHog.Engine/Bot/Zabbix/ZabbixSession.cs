using System.Text.Json;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>Knows how this Zabbix wants to be asked (<c>apiinfo.version</c>), shows the token, or signs in and does so again when the session is over.</summary>
internal sealed class ZabbixSession : IDisposable
{
    private readonly ZabbixSettings _settings;
    private readonly ZabbixTransport _transport;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ZabbixVersion? _version;
    private string? _session;

    public ZabbixSession(ZabbixSettings settings)
    {
        _settings = settings;
        _transport = new ZabbixTransport(settings);
    }

    /// <summary>Asks, once more with a new session when the old one is over.</summary>
    /// <exception cref="ZabbixException">There is no good answer.</exception>
    public async Task<JsonElement> CallAsync(string method, Action<Utf8JsonWriter> parameters, CancellationToken cancellation)
    {
        (ZabbixVersion version, string credential) = await CredentialAsync(cancellation);
        try
        {
            return await _transport.CallAsync(method, parameters, credential, version.TakesBearer, cancellation);
        }
        catch (ZabbixException failure) when (failure.IsSessionOver)
        {
            // The server may have become another version meanwhile, too.
            await ForgetAsync(credential, cancellation);
            if (_settings.Token is not null)
                throw new ZabbixException(ZabbixFailureKind.NotAllowed, $"{failure.Message} (the API token is not known, or is disabled)", failure);
        }

        (version, credential) = await CredentialAsync(cancellation);
        return await _transport.CallAsync(method, parameters, credential, version.TakesBearer, cancellation);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _gate.Dispose();
    }

    private async Task<(ZabbixVersion Version, string Credential)> CredentialAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            ZabbixVersion version = _version ??= await AskVersionAsync(cancellation);
            if (_settings.Token is { } token)
            {
                return version.HasTokens
                    ? (version, token.Reveal())
                    : throw new ZabbixException(
                        ZabbixFailureKind.NotAllowed, $"Zabbix {version} knows no API tokens; write zabbix_user and zabbix_password_file instead");
            }

            return (version, _session ??= await LoginAsync(version, cancellation));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ForgetAsync(string credential, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            _version = null;
            if (_session == credential)
                _session = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ZabbixVersion> AskVersionAsync(CancellationToken cancellation)
    {
        JsonElement answer = await _transport.CallAsync("apiinfo.version", Nothing, credential: null, isBearer: false, cancellation);
        string text = answer.ValueKind == JsonValueKind.String ? answer.GetString()! : "";
        return ZabbixVersion.Parse(text)
            ?? throw new ZabbixException(ZabbixFailureKind.BadAnswer, $"Zabbix says {Printable.Quote(text)} when asked for its version");
    }

    private async Task<string> LoginAsync(ZabbixVersion version, CancellationToken cancellation)
    {
        JsonElement answer = await _transport.CallAsync("user.login", json =>
        {
            json.WriteStartObject();
            json.WriteString(version.UserMember, _settings.User);
            json.WriteString("password", _settings.Password?.Reveal() ?? "");
            json.WriteEndObject();
        }, credential: null, isBearer: false, cancellation);
        return answer.ValueKind == JsonValueKind.String && answer.GetString() is { Length: > 0 } session
            ? session
            : throw new ZabbixException(ZabbixFailureKind.BadAnswer, "Zabbix answers user.login without a session");
    }

    private static void Nothing(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }
}
