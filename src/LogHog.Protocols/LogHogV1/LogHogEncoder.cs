using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.LogHogV1;

/// <summary>Writes frames of LogHog's own protocol. One instance one thread at a time.</summary>
public sealed class LogHogEncoder : IDisposable
{
    private const int NonceBytes = 16;
    private const long NsPerSecond = 1_000_000_000;

    private readonly LogHogSigning? _signing;
    private readonly bool _compress;
    private readonly IncrementalHash? _mac;
    private readonly SignatureClaim _claim = new();
    private readonly ArrayBufferWriter<byte> _json = new();

    /// <param name="signing">Null = unsigned, which is version 1.</param>
    /// <param name="compress">Payloads as zlib streams.</param>
    public LogHogEncoder(LogHogSigning? signing = null, bool compress = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signing?.Version ?? 1, 2, nameof(signing));
        ArgumentOutOfRangeException.ThrowIfLessThan(signing?.Version ?? 1, 1, nameof(signing));
        _signing = signing;
        _compress = compress;
        if (signing is not null)
        {
            HashAlgorithmName hash = signing.Version == 1 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256;
            _mac = IncrementalHash.CreateHMAC(hash, signing.Secret.Span);
        }
    }

    /// <summary>Appends one frame.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="output">Where the frame goes.</param>
    /// <param name="nonce">Version 2: 22 characters of base64url, never used before with this key; null = random.</param>
    /// <exception cref="ArgumentException">The message has no application, or a field has the name of a standard key.</exception>
    public void Encode(LogHogMessage message, IBufferWriter<byte> output, string? nonce = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(message.App, nameof(message));
        FillClaim(message, nonce);
        _json.ResetWrittenCount();
        WritePayload(message);
        ReadOnlyMemory<byte> payload = _compress ? Compress(_json.WrittenMemory) : _json.WrittenMemory;
        var header = new LogHogFrameHeader((uint)payload.Length, _compress ? LogHogFrameHeader.ZlibFlag : 0);
        header.Write(output.GetSpan(LogHogFrameHeader.Bytes));
        output.Advance(LogHogFrameHeader.Bytes);
        output.Write(payload.Span);
    }

    /// <summary>Whether the protocol gives this key a meaning of its own, so that a field cannot have its name.</summary>
    public static bool IsStandardKey(string name) => PayloadKeys.Find(Wtf8.GetBytes(name)) != PayloadKey.Unknown;

    public void Dispose() => _mac?.Dispose();

    private void FillClaim(LogHogMessage message, string? nonce)
    {
        long stamp = Math.DivRem(message.TimeUnixNs, NsPerSecond, out long nsecs);
        if (nsecs < 0)
        {
            stamp--;
            nsecs += NsPerSecond;
        }
        _claim.Clear();
        _claim.Version = _signing?.Version ?? 0;
        _claim.AppId = Wtf8.GetBytes(message.App);
        _claim.Module = Wtf8.GetBytes(message.Module);
        _claim.Stamp = Wtf8.GetBytes(stamp.ToString(CultureInfo.InvariantCulture));
        _claim.Nsecs = Wtf8.GetBytes(nsecs.ToString(CultureInfo.InvariantCulture));
        _claim.Hostname = Wtf8.GetBytes(message.Hostname ?? "");
        _claim.Body = Wtf8.GetBytes(message.Body);
        if (_claim.Version == 2)
        {
            _claim.KeyId = Wtf8.GetBytes(_signing!.KeyId);
            _claim.Nonce = Wtf8.GetBytes(nonce ?? NewNonce());
        }
    }

    private static string NewNonce()
    {
        Span<byte> random = stackalloc byte[NonceBytes];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }

    private void WritePayload(LogHogMessage message)
    {
        var json = new JsonObjectWriter(_json);
        json.Raw("version"u8, _claim.Version == 2 ? "2"u8 : "1"u8);
        json.Text("app_id"u8, _claim.AppId.Span);
        json.Text("module"u8, _claim.Module.Span);
        json.Raw("stamp"u8, _claim.Stamp.Span);
        json.Raw("nsecs"u8, _claim.Nsecs.Span);
        if (message.Hostname is not null)
            json.Text("hostname"u8, _claim.Hostname.Span);
        json.Text("body"u8, _claim.Body.Span);
        foreach (KeyValuePair<string, object?> field in message.Fields)
            WriteField(json, field.Key, field.Value);
        if (_claim.Version == 2)
        {
            json.Text("key_id"u8, _claim.KeyId.Span);
            json.Text("nonce"u8, _claim.Nonce.Span);
        }
        if (_mac is not null)
        {
            Span<byte> hex = stackalloc byte[LogHogSignature.HexDigitsV2];
            json.Text("signature"u8, hex[..LogHogSignature.Compute(_mac, _claim, hex)]);
        }
        json.End();
    }

    private static void WriteField(JsonObjectWriter json, string name, object? value)
    {
        byte[] key = Wtf8.GetBytes(name);
        if (PayloadKeys.Find(key) != PayloadKey.Unknown)
            throw new ArgumentException($"The field '{name}' would overwrite a standard key.", nameof(name));
        switch (value)
        {
            case null:
                json.Raw(key, "null"u8);
                break;
            case bool flag:
                json.Raw(key, flag ? "true"u8 : "false"u8);
                break;
            // JSON has no such numbers.
            case double number when !double.IsFinite(number):
            case float single when !float.IsFinite(single):
                json.Text(key, Wtf8.GetBytes(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal:
                json.Raw(key, Wtf8.GetBytes(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)));
                break;
            case DateTime or DateTimeOffset:
                json.Text(key, Wtf8.GetBytes(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)));
                break;
            default:
                json.Text(key, Wtf8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> payload)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(payload.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}
