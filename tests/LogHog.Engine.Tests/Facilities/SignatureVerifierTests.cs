using System.Buffers;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Facilities;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Engine.Tests.Facilities;

/// <summary>Each check has a message that only this check refuses: the same message without the one flaw passes.</summary>
public sealed class SignatureVerifierTests
{
    private const long Now = 1_763_637_516_464_316_000;
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_rightly_signed_message_passes(int version)
    {
        Assert.Equal(RejectReason.None, Verify(Signed(version)));
        Assert.Equal(RejectReason.None, Verify(Signed(version, body: new string('é', 5000))));
        Assert.Equal(RejectReason.None, Verify(Signed(version, body: "\ud800")));
        Assert.Equal(RejectReason.None, Verify(Signed(version, hostname: null)));
    }

    [Fact]
    public void An_unsigned_message_is_refused() => Assert.Equal(RejectReason.SignatureMissing, Verify(Signed(0)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_message_signed_with_another_secret_is_refused(int version) =>
        Assert.Equal(RejectReason.SignatureWrong, Verify(Signed(version, secret: "Secret")));

    [Theory]
    [InlineData(1, SignaturePolicy.Any, RejectReason.None)]
    [InlineData(1, SignaturePolicy.V1, RejectReason.None)]
    [InlineData(1, SignaturePolicy.V2, RejectReason.SignatureVersionRefused)]
    [InlineData(2, SignaturePolicy.Any, RejectReason.None)]
    [InlineData(2, SignaturePolicy.V1, RejectReason.SignatureVersionRefused)]
    [InlineData(2, SignaturePolicy.V2, RejectReason.None)]
    [InlineData(0, SignaturePolicy.V2, RejectReason.SignatureMissing)]
    public void A_facility_says_which_version_it_takes(int version, SignaturePolicy policy, RejectReason reason) =>
        Assert.Equal(reason, Verify(Signed(version), policy));

    [Theory]
    [InlineData(1, "app_id")]
    [InlineData(1, "module")]
    [InlineData(1, "stamp")]
    [InlineData(1, "nsecs")]
    [InlineData(1, "body")]
    [InlineData(2, "app_id")]
    [InlineData(2, "module")]
    [InlineData(2, "stamp")]
    [InlineData(2, "nsecs")]
    [InlineData(2, "hostname")]
    [InlineData(2, "nonce")]
    [InlineData(2, "body")]
    public void Every_part_that_is_covered_is_checked(int version, string part)
    {
        SignatureClaim claim = Signed(version);
        Change(claim, part);
        Assert.Equal(RejectReason.SignatureWrong, Verify(claim));
    }

    [Fact]
    public void Version_1_leaves_the_host_name_and_the_joints_open_and_version_2_does_not()
    {
        SignatureClaim host = Signed(1);
        Change(host, "hostname");
        Assert.Equal(RejectReason.None, Verify(host));

        foreach (int version in (int[])[1, 2])
        {
            SignatureClaim joint = Signed(version);
            joint.AppId = "shopw"u8.ToArray();
            joint.Module = "eb"u8.ToArray();
            Assert.Equal(version == 1 ? RejectReason.None : RejectReason.SignatureWrong, Verify(joint));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_signature_in_another_spelling_is_refused(int version)
    {
        const string Nonce = "AAECAwQFBgcICQoLDA0ODw";
        string right = Encoding.ASCII.GetString(Signed(version, nonce: Nonce).Signature.Span);
        Assert.NotEqual(right, right.ToUpperInvariant());
        Assert.Equal(RejectReason.SignatureWrong, With(right.ToUpperInvariant()));
        Assert.Equal(RejectReason.SignatureWrong, With(right + "0"));
        Assert.Equal(RejectReason.SignatureWrong, With(right[..^1]));
        Assert.Equal(RejectReason.SignatureWrong, With(right[..^1] + (right[^1] == '0' ? '1' : '0')));
        Assert.Equal(RejectReason.SignatureWrong, With(""));
        Assert.Equal(RejectReason.None, With(right));

        RejectReason With(string signature)
        {
            SignatureClaim claim = Signed(version, nonce: Nonce);
            claim.Signature = Encoding.ASCII.GetBytes(signature);
            return Verify(claim);
        }
    }

    [Fact]
    public void A_signature_of_the_other_version_is_refused()
    {
        SignatureClaim claim = Signed(2);
        claim.Signature = Signed(1).Signature;
        Assert.Equal(RejectReason.SignatureWrong, Verify(claim));
    }

    [Fact]
    public void A_key_id_that_the_facility_does_not_have_is_refused() =>
        Assert.Equal(RejectReason.UnknownKeyId, Verify(Signed(2, keyId: "other")));

    [Theory]
    [InlineData(-301, RejectReason.SignatureOutsideWindow)]
    [InlineData(-300, RejectReason.None)]
    [InlineData(300, RejectReason.None)]
    [InlineData(301, RejectReason.SignatureOutsideWindow)]
    public void Version_2_holds_for_a_time_around_its_own(int seconds, RejectReason reason) =>
        Assert.Equal(reason, Verify(Signed(2, timeUnixNs: Now + (seconds * Second))));

    [Fact]
    public void Version_1_knows_no_window() => Assert.Equal(RejectReason.None, Verify(Signed(1, timeUnixNs: 0)));

    [Fact]
    public void A_message_of_version_2_is_accepted_once_and_one_of_version_1_again_and_again()
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        var verifier = new SignatureVerifier("secret", SignaturePolicy.Any, replay);
        SignatureClaim v2 = Signed(2);
        Assert.Equal(RejectReason.None, verifier.Verify(v2, Now));
        Assert.Equal(RejectReason.SignatureReplayed, verifier.Verify(v2, Now));
        Assert.Equal(RejectReason.None, verifier.Verify(Signed(2), Now));
        SignatureClaim v1 = Signed(1);
        Assert.Equal(RejectReason.None, verifier.Verify(v1, Now));
        Assert.Equal(RejectReason.None, verifier.Verify(v1, Now));
    }

    [Fact]
    public void A_message_that_is_wrong_uses_up_no_nonce()
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        var verifier = new SignatureVerifier("secret", SignaturePolicy.Any, replay);
        SignatureClaim claim = Signed(2);
        ReadOnlyMemory<byte> body = claim.Body;
        claim.Body = "forged"u8.ToArray();
        Assert.Equal(RejectReason.SignatureWrong, verifier.Verify(claim, Now));
        Assert.Equal(0, replay.Count);
        claim.Body = body;
        Assert.Equal(RejectReason.None, verifier.Verify(claim, Now));
    }

    [Fact]
    public void The_nonce_of_one_key_does_not_use_up_that_of_another()
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        const string Nonce = "AAECAwQFBgcICQoLDA0ODw";
        var one = new SignatureVerifier("one", SignaturePolicy.Any, replay);
        var two = new SignatureVerifier("two", SignaturePolicy.Any, replay);
        Assert.Equal(RejectReason.None, one.Verify(Signed(2, secret: "one", nonce: Nonce), Now));
        Assert.Equal(RejectReason.None, two.Verify(Signed(2, secret: "two", nonce: Nonce), Now));
        Assert.Equal(RejectReason.SignatureReplayed, two.Verify(Signed(2, secret: "two", nonce: Nonce, body: "x"), Now));
    }

    [Fact]
    public void Several_threads_may_verify_at_once()
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        var verifier = new SignatureVerifier("secret", SignaturePolicy.Any, replay);
        SignatureClaim[] claims = [.. Enumerable.Range(0, 400).Select(i => Signed(1 + (i % 2), body: $"message {i}"))];
        RejectReason[] reasons = new RejectReason[claims.Length];
        Parallel.For(0, claims.Length, i => reasons[i] = verifier.Verify(claims[i], Now));
        Assert.All(reasons, reason => Assert.Equal(RejectReason.None, reason));
    }

    [Fact]
    public void A_facility_without_a_secret_verifies_nothing()
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        var facility = new FacilitySettings { App = "shop", Module = "", Rotate = null, BackupCount = 1 };
        Assert.Null(SignatureVerifier.For(facility, replay));
        Assert.NotNull(SignatureVerifier.For(facility with { Secret = "s" }, replay));
    }

    private static RejectReason Verify(SignatureClaim claim, SignaturePolicy policy = SignaturePolicy.Any)
    {
        using var replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), Now);
        return new SignatureVerifier("secret", policy, replay).Verify(claim, Now);
    }

    private static SignatureClaim Signed(
        int version, string secret = "secret", string keyId = "default", string? nonce = null, long timeUnixNs = Now,
        string body = "hello", string? hostname = "web01")
    {
        LogHogSigning? signing = version == 0 ? null : new LogHogSigning(version, Encoding.UTF8.GetBytes(secret), keyId);
        using var encoder = new LogHogEncoder(signing);
        var message = new LogHogMessage { App = "shop", Module = "web", TimeUnixNs = timeUnixNs, Body = body, Hostname = hostname };
        var frame = new ArrayBufferWriter<byte>();
        encoder.Encode(message, frame, nonce);
        var logEvent = new LogEvent();
        DecodeStatus status = new LogHogDecoder().Decode(frame.WrittenMemory, logEvent, out _, out _);
        Assert.Equal(DecodeStatus.Event, status);
        return logEvent.Signature;
    }

    private static void Change(SignatureClaim claim, string part)
    {
        switch (part)
        {
            case "app_id":
                claim.AppId = "shoq"u8.ToArray();
                break;
            case "module":
                claim.Module = "root.web"u8.ToArray();
                break;
            case "stamp":
                claim.Stamp = "1763637517"u8.ToArray();
                break;
            case "nsecs":
                claim.Nsecs = "464316001"u8.ToArray();
                break;
            case "hostname":
                claim.Hostname = "web02"u8.ToArray();
                break;
            case "nonce":
                claim.Nonce = "AAECAwQFBgcICQoLDA0ODg"u8.ToArray();
                break;
            default:
                claim.Body = "Hello"u8.ToArray();
                break;
        }
    }
}
