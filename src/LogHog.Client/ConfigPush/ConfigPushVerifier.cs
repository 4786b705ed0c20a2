using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>What a <see cref="ConfigPushVerifier"/> believes.</summary>
public sealed record ConfigPushVerifierOptions
{
    /// <summary>The name under which this program is pushed to: small letters, digits and <c>. _ -</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Files of the keys that may sign, as <c>loghog config keys</c> made them.</summary>
    public required IReadOnlyList<string> KeyFiles { get; init; }

    /// <summary>
    /// Where the last version is kept over restarts; each process needs its own. Null: in memory, and only what was issued since the
    /// verifier was made counts.
    /// </summary>
    public string? StateFile { get; init; }

    /// <summary>How far the sender's clock may be ahead.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Python classes, factories and references that may stand in a configuration. A .NET program never uses them.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// Takes what <c>loghog config push</c> signed for this program, each once, and nothing else (docs/config-push.md): the ready-made
/// <c>Verify</c> of a <see cref="LoggingConfigListener"/>. Any thread may ask; it never throws for what the bytes are.
/// </summary>
public sealed class ConfigPushVerifier : IDisposable
{
    private readonly PushTrust _trust;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly VersionFile? _file;
    private readonly Lock _gate = new();
    private long _version;

    /// <exception cref="ArgumentException">An option cannot be used; the message says which.</exception>
    /// <exception cref="IOException">A file cannot be read, is damaged, or is used by another process.</exception>
    public ConfigPushVerifier(ConfigPushVerifierOptions options)
    {
        if (!PushKey.IsName(options.Target))
            throw new ArgumentException($"Target '{options.Target}': write small letters, digits and . _ -", nameof(options));
        if (options.KeyFiles.Count == 0)
            throw new ArgumentException("KeyFiles names no key.", nameof(options));
        _trust = new PushTrust
        {
            Target = options.Target,
            Kind = PushKind.DictConfig,
            Keys = [.. options.KeyFiles.Select(ReadKey)],
            ClockSkew = options.ClockSkew,
            Allow = new DictConfigAllowance(options.Allow),
        };
        _time = options.Time;
        _startedAt = _time.GetUtcNow().ToUnixTimeSeconds();
        if (options.StateFile is not { } path)
            return;
        _file = VersionFile.Open(path, options.Target);
        _version = _file.Version;
    }

    /// <summary>The configuration, or why it does not count.</summary>
    public ConfigVerdict Verify(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            long issuedFrom = _version == 0 ? _startedAt : 0;
            PushVerdict verdict = PushJudge.Judge(bytes, _trust, _version, issuedFrom, _time.GetUtcNow().ToUnixTimeSeconds());
            if (verdict.Body is not { } body)
                return ConfigVerdict.Refuse(verdict.Refusal, verdict.Reason);
            try
            {
                // Kept before it is used: a crash in between loses a push, and never lets one in twice.
                _file?.Keep(body.Version);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return ConfigVerdict.Refuse(PushRefusal.NotKept, $"the version cannot be kept: {failure.Message}");
            }

            _version = body.Version;
            return ConfigVerdict.Accept(body.Config, $"version {body.Version}, signed with the key {verdict.Key}");
        }
    }

    public void Dispose() => _file?.Dispose();

    private static PushKey ReadKey(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > PushKeyText.BytesMax)
            throw new IOException($"{path} is too long for a key");
        return PushKeyText.Parse(File.ReadAllBytes(path), out string problem) ?? throw new IOException($"{path} {problem}");
    }
}
