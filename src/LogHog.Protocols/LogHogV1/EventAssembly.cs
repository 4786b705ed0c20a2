using System.Buffers;
using System.Buffers.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.LogHogV1;

/// <summary>Checks the values of a payload's known keys and puts them in their places in the event.</summary>
internal static class EventAssembly
{
    private const long NsPerSecond = 1_000_000_000;

    // Nanoseconds since 1970 fit into a long from 1677 to 2262; within these seconds every nsecs does.
    private const long StampMin = -(long.MaxValue / NsPerSecond);
    private const long StampMax = (long.MaxValue / NsPerSecond) - 1;

    // 128 bits in base64url.
    private const int NonceCharacters = 22;

    private static readonly SearchValues<byte> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private static readonly byte[] Zero = "0"u8.ToArray();

    public static RejectReason Fill(LogEvent logEvent, ref PayloadValues values)
    {
        RejectReason reason = CheckVersion(values[(int)PayloadKey.Version], out int version);
        if (reason == RejectReason.None)
            reason = CheckKinds(ref values);
        if (reason == RejectReason.None)
            reason = FillTime(logEvent, ref values);
        if (reason != RejectReason.None)
            return reason;
        ReadOnlyMemory<byte> app = values[(int)PayloadKey.AppId].Text;
        if (app.IsEmpty)
            return RejectReason.BadValue;
        logEvent.App = app;
        logEvent.Module = ModuleName.Normalize(values[(int)PayloadKey.Module].Text);
        logEvent.Body = values[(int)PayloadKey.Body].Text;
        PayloadValue host = values[(int)PayloadKey.Hostname];
        logEvent.Host = host.IsAbsent ? default : host.Text;
        return version == 1 ? ClaimV1(logEvent.Signature, ref values) : ClaimV2(logEvent, ref values);
    }

    private static RejectReason CheckVersion(PayloadValue value, out int version)
    {
        version = 0;
        if (value.Kind == JsonKind.Missing)
            return RejectReason.MissingKey;
        if (!TryReadInteger(value, out long number))
            return RejectReason.BadValue;
        if (number is not (1 or 2))
            return RejectReason.UnsupportedVersion;
        version = (int)number;
        return RejectReason.None;
    }

    private static RejectReason CheckKinds(ref PayloadValues values)
    {
        JsonKind app = values[(int)PayloadKey.AppId].Kind;
        JsonKind module = values[(int)PayloadKey.Module].Kind;
        JsonKind body = values[(int)PayloadKey.Body].Kind;
        if (app == JsonKind.Missing || module == JsonKind.Missing || body == JsonKind.Missing
            || values[(int)PayloadKey.Stamp].Kind == JsonKind.Missing
            || values[(int)PayloadKey.Nsecs].Kind == JsonKind.Missing)
            return RejectReason.MissingKey;
        bool areTexts = app == JsonKind.Text && module == JsonKind.Text && body == JsonKind.Text
            && IsTextOrAbsent(values[(int)PayloadKey.Hostname]) && IsTextOrAbsent(values[(int)PayloadKey.Signature]);
        return areTexts ? RejectReason.None : RejectReason.BadValue;
    }

    private static bool IsTextOrAbsent(PayloadValue value) => value.IsAbsent || value.Kind == JsonKind.Text;

    private static RejectReason FillTime(LogEvent logEvent, ref PayloadValues values)
    {
        if (!TryReadInteger(values[(int)PayloadKey.Stamp], out long stamp) || stamp is < StampMin or > StampMax)
            return RejectReason.BadValue;
        if (!TryReadInteger(values[(int)PayloadKey.Nsecs], out long nsecs) || nsecs is < 0 or >= NsPerSecond)
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = (stamp * NsPerSecond) + nsecs;
        return RejectReason.None;
    }

    /// <summary>An integer in digits. <c>1.0</c> and <c>1e9</c> are none: their text, which is signed, would depend on who prints it.</summary>
    private static bool TryReadInteger(PayloadValue value, out long number)
    {
        number = 0;
        return value.Kind == JsonKind.Number
            && Utf8Parser.TryParse(value.Text.Span, out number, out int read)
            && read == value.Text.Length;
    }

    private static RejectReason ClaimV1(SignatureClaim claim, ref PayloadValues values)
    {
        PayloadValue signature = values[(int)PayloadKey.Signature];
        if (!signature.IsAbsent)
            Claim(claim, version: 1, ref values);
        return RejectReason.None;
    }

    /// <summary>Version 2 is the signed version: what proves it is required.</summary>
    private static RejectReason ClaimV2(LogEvent logEvent, ref PayloadValues values)
    {
        PayloadValue keyId = values[(int)PayloadKey.KeyId];
        PayloadValue nonce = values[(int)PayloadKey.Nonce];
        if (values[(int)PayloadKey.Signature].IsAbsent || keyId.Kind == JsonKind.Missing || nonce.Kind == JsonKind.Missing)
            return RejectReason.MissingKey;
        if (keyId.Kind != JsonKind.Text || nonce.Kind != JsonKind.Text || !IsNonce(nonce.Text.Span))
            return RejectReason.BadValue;
        logEvent.Fields.RemoveAll(static field => PayloadKeys.Find(field.Name.Span) != PayloadKey.Unknown);
        SignatureClaim claim = logEvent.Signature;
        Claim(claim, version: 2, ref values);
        claim.KeyId = keyId.Text;
        claim.Nonce = nonce.Text;
        claim.Hostname = logEvent.Host;
        return RejectReason.None;
    }

    private static void Claim(SignatureClaim claim, int version, ref PayloadValues values)
    {
        claim.Version = version;
        claim.Signature = values[(int)PayloadKey.Signature].Text;
        claim.AppId = values[(int)PayloadKey.AppId].Text;
        claim.Module = values[(int)PayloadKey.Module].Text;
        claim.Stamp = Decimal(values[(int)PayloadKey.Stamp].Text);
        claim.Nsecs = Decimal(values[(int)PayloadKey.Nsecs].Text);
        claim.Body = values[(int)PayloadKey.Body].Text;
    }

    /// <summary>The integer as Python's <c>str()</c> prints it. JSON has no leading zeros and no plus; what is left is minus zero.</summary>
    private static ReadOnlyMemory<byte> Decimal(ReadOnlyMemory<byte> digits) => digits.Span.SequenceEqual("-0"u8) ? Zero : digits;

    /// <summary>22 characters of base64url without padding, of which the last carries two bits only.</summary>
    private static bool IsNonce(ReadOnlySpan<byte> nonce) =>
        nonce.Length == NonceCharacters
        && !nonce.ContainsAnyExcept(Base64Url)
        && nonce[^1] is (byte)'A' or (byte)'Q' or (byte)'g' or (byte)'w';
}
