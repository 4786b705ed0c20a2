using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Protocols.Tests.LogHogV1;

/// <summary>What docs/protocol.md says is what the code does.</summary>
public sealed class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(PagePath());

    [Fact]
    public void The_signed_examples_are_rightly_signed()
    {
        string[] examples = [.. Page.Split("```json\n")[1..].Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(2, examples.Length);
        for (int version = 1; version <= 2; version++)
        {
            SignatureClaim claim = Frames.DecodeEvent(examples[version - 1]).Signature;
            Assert.Equal(version, claim.Version);
            using var mac = IncrementalHash.CreateHMAC(
                version == 1 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256, "secret"u8);
            byte[] hex = new byte[LogHogSignature.HexDigitsV2];
            int written = LogHogSignature.Compute(mac, claim, hex);
            Assert.Equal(Frames.Text(claim.Signature), Frames.Text(hex.AsMemory(0, written)));
        }
    }

    [Fact]
    public void Every_reason_that_this_protocol_knows_is_explained()
    {
        // Those that come after it in the enum are the server's own limits.
        Assert.All(Enum.GetValues<RejectReason>().Where(reason => reason is > RejectReason.None and <= RejectReason.UnknownKeyId && !IsOthers(reason)),
            reason => Assert.Contains(Label(reason), Page));
    }

    [Fact]
    public void Every_reason_of_other_protocols_is_explained_with_the_inputs()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(PagePath())!, "inputs.md"));
        Assert.All(Enum.GetValues<RejectReason>().Where(IsOthers), reason => Assert.Contains(Label(reason), page));
    }

    private static bool IsOthers(RejectReason reason) => reason
        is >= RejectReason.BadFraming and <= RejectReason.ChunksMissing
        or >= RejectReason.BadPickle and <= RejectReason.NotAuthenticated;

    private static string Label(RejectReason reason) =>
        $"`{System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())}`";

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../../docs/protocol.md"));
}
