using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Facilities.HmacMd5;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Engine.Facilities;

/// <summary>
/// Decides whether a message may go to a facility that has a secret (docs/protocol.md, signatures). What it refuses is never
/// written. Several threads may call it; who has one for each loop spares the keys' preparing.
/// </summary>
internal sealed class SignatureVerifier
{
    private const long NsPerSecond = 1_000_000_000;

    // A facility has one secret, so there is one key id. Several keys at a time would get further ids.
    private static readonly byte[] KeyId = Encoding.UTF8.GetBytes(LogHogSigning.DefaultKeyId);

    private readonly SignaturePolicy _policy;
    private readonly ReplayWindow _replay;
    private readonly PreparedHmac _v1;
    private readonly HmacMd5Key? _v1Lane;
    private readonly PreparedHmac _v2;
    private readonly UInt128 _keyTag;

    /// <param name="secret">The facility's; not empty.</param>
    /// <param name="policy">Which versions it takes.</param>
    /// <param name="replay">The server's one memory of nonces.</param>
    public SignatureVerifier(string secret, SignaturePolicy policy, ReplayWindow replay)
    {
        byte[] key = Encoding.UTF8.GetBytes(secret);
        _policy = policy;
        _replay = replay;
        _v1 = new PreparedHmac(HashAlgorithmName.MD5, key);
        _v1Lane = Md5State.IsSupported ? new HmacMd5Key(key) : null;
        _v2 = new PreparedHmac(HashAlgorithmName.SHA256, key);
        // Nonces of different keys must not meet: who has one key could otherwise use up the nonces of another's messages.
        Span<byte> tag = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, "loghog replay window"u8, tag);
        _keyTag = MemoryMarshal.Read<UInt128>(tag);
    }

    /// <returns>Null when the facility has no secret: then signed and unsigned messages are welcome, unchecked.</returns>
    public static SignatureVerifier? For(FacilitySettings facility, ReplayWindow replay) =>
        string.IsNullOrEmpty(facility.Secret) ? null : new SignatureVerifier(facility.Secret, facility.Signature, replay);

    /// <returns><see cref="RejectReason.None"/> when the message may be written; a version 2 nonce is then used up.</returns>
    public RejectReason Verify(SignatureClaim claim, long nowUnixNs) => claim.Version switch
    {
        0 => RejectReason.SignatureMissing,
        1 when _policy != SignaturePolicy.V2 =>
            IsRight(_v1, claim, LogHogSignature.HexDigitsV1) ? RejectReason.None : RejectReason.SignatureWrong,
        2 when _policy != SignaturePolicy.V1 => VerifyV2(claim, nowUnixNs),
        _ => RejectReason.SignatureVersionRefused,
    };

    /// <summary>The same, but a signature of version 1 may be left to the lanes, where eight cost little more than one.</summary>
    /// <param name="claim">Free again after the call.</param>
    /// <param name="nowUnixNs">The server's time.</param>
    /// <param name="lanes">The loop's own; not full.</param>
    /// <param name="lane">Who decides when the lanes are checked; -1 = what is returned is final.</param>
    public RejectReason Verify(SignatureClaim claim, long nowUnixNs, HmacMd5Lanes lanes, out int lane)
    {
        lane = -1;
        if (claim.Version != 1 || _policy == SignaturePolicy.V2 || _v1Lane is null ||
            claim.Signature.Length != LogHogSignature.HexDigitsV1 || !HmacMd5Lanes.CanTake(claim))
        {
            return Verify(claim, nowUnixNs);
        }

        lane = lanes.Add(_v1Lane, claim);
        return RejectReason.None;
    }

    private RejectReason VerifyV2(SignatureClaim claim, long nowUnixNs)
    {
        if (!claim.KeyId.Span.SequenceEqual(KeyId))
            return RejectReason.UnknownKeyId;
        if (!IsRight(_v2, claim, LogHogSignature.HexDigitsV2))
            return RejectReason.SignatureWrong;
        // Only what is signed rightly reaches the window, so nobody else can fill it.
        return TryReadTime(claim, out long timeUnixNs) && TryReadNonce(claim.Nonce.Span, out UInt128 nonce)
            ? _replay.Admit(nonce ^ _keyTag, timeUnixNs, nowUnixNs)
            : RejectReason.BadValue;
    }

    private static bool IsRight(PreparedHmac hmac, SignatureClaim claim, int hexDigits)
    {
        if (claim.Signature.Length != hexDigits)
            return false;
        Span<byte> expected = stackalloc byte[LogHogSignature.HexDigitsV2];
        IncrementalHash hash = hmac.Rent();
        int written = LogHogSignature.Compute(hash, claim, expected);
        hmac.Return(hash);
        return CryptographicOperations.FixedTimeEquals(expected[..written], claim.Signature.Span);
    }

    private static bool TryReadTime(SignatureClaim claim, out long timeUnixNs)
    {
        timeUnixNs = 0;
        if (!Utf8Parser.TryParse(claim.Stamp.Span, out long stamp, out _) || !Utf8Parser.TryParse(claim.Nsecs.Span, out long nsecs, out _))
            return false;
        timeUnixNs = (stamp * NsPerSecond) + nsecs;
        return true;
    }

    private static bool TryReadNonce(ReadOnlySpan<byte> text, out UInt128 nonce)
    {
        Span<byte> bytes = stackalloc byte[16];
        bool isNonce = Base64Url.TryDecodeFromUtf8(text, bytes, out int written) && written == bytes.Length;
        nonce = MemoryMarshal.Read<UInt128>(bytes);
        return isNonce;
    }

    /// <summary>
    /// A key that is prepared once: the two halves of HMAC's key schedule cost as much as a short message. The one that is
    /// not in use waits here; a second thread makes its own.
    /// </summary>
    private sealed class PreparedHmac(HashAlgorithmName algorithm, byte[] key)
    {
        private IncrementalHash? _spare;

        public IncrementalHash Rent() => Interlocked.Exchange(ref _spare, null) ?? IncrementalHash.CreateHMAC(algorithm, key);

        public void Return(IncrementalHash hash) => Interlocked.Exchange(ref _spare, hash)?.Dispose();
    }
}
