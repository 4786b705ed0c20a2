using System.Security.Cryptography;
using System.Text;
using LogHog.Engine.Facilities.HmacMd5;
using LogHog.Protocols.Events;
using LogHog.TestKit;

#pragma warning disable CA5351 // What is tested against.

namespace LogHog.Engine.Tests.Facilities;

/// <summary>The lanes beside the platform's HMACMD5. Where the processor lacks what they need the server does not use them.</summary>
public sealed class HmacMd5LanesTests
{
    private const int TextBytesMax = 2000;

    public HmacMd5LanesTests() => Assert.SkipUnless(Md5State.IsSupported, "This processor has no AVX2.");

    [Fact]
    public void Every_length_up_to_2000_with_keys_of_every_kind_is_as_the_platform_has_it()
    {
        Random random = SeededRandom.Create();
        var lanes = new HmacMd5Lanes();
        for (int length = 0; length <= TextBytesMax; length++)
        {
            lanes.Add(RandomKey(random, length % 200, out byte[] key), Signed(random, key, length));
            if (lanes.IsFull)
                Assert.Equal(0xff, lanes.Check());
        }

        Assert.Equal(1, lanes.Used);
        Assert.Equal(1, lanes.Check());
    }

    [Fact]
    public void Lengths_and_keys_may_be_mixed_in_a_group()
    {
        Random random = SeededRandom.Create();
        var lanes = new HmacMd5Lanes();
        for (int group = 0; group < 2000; group++)
        {
            int used = random.Next(1, HmacMd5Lanes.Count + 1);
            int wrong = random.Next(1 << used);
            for (int lane = 0; lane < used; lane++)
            {
                // Now and then one that is much longer than all the others.
                int length = random.Next(10) == 0 ? random.Next(HmacMd5Lanes.TextBytesMax + 1) : random.Next(300);
                HmacMd5Key key = RandomKey(random, random.Next(100), out byte[] bytes);
                SignatureClaim claim = Signed(random, bytes, length);
                if ((wrong >> lane & 1) != 0)
                    Spoil(claim, random.Next(32));
                Assert.True(HmacMd5Lanes.CanTake(claim));
                Assert.Equal(lane, lanes.Add(key, claim));
            }

            Assert.Equal(((1 << used) - 1) & ~wrong, lanes.Check());
        }
    }

    [Fact]
    public void Every_digit_in_every_lane_is_compared()
    {
        Random random = SeededRandom.Create();
        var lanes = new HmacMd5Lanes();
        for (int digit = 0; digit < 32; digit++)
        {
            for (int wrong = 0; wrong < HmacMd5Lanes.Count; wrong++)
            {
                HmacMd5Key key = RandomKey(random, 20, out byte[] bytes);
                for (int lane = 0; lane < HmacMd5Lanes.Count; lane++)
                {
                    SignatureClaim claim = Signed(random, bytes, random.Next(200));
                    if (lane == wrong)
                        Spoil(claim, digit);
                    lanes.Add(key, claim);
                }

                Assert.Equal(0xff & ~(1 << wrong), lanes.Check());
            }
        }
    }

    [Fact]
    public void Capital_digits_are_wrong()
    {
        HmacMd5Key key = RandomKey(SeededRandom.Create(), 20, out byte[] bytes);
        var claim = new SignatureClaim { Version = 1, Body = "a body"u8.ToArray() };
        claim.Signature = Encoding.ASCII.GetBytes(Convert.ToHexString(HMACMD5.HashData(bytes, claim.Body.Span)));
        var lanes = new HmacMd5Lanes();
        lanes.Add(key, claim);
        claim.Signature = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACMD5.HashData(bytes, claim.Body.Span)));
        lanes.Add(key, claim);
        Assert.Equal(0b10, lanes.Check());
    }

    [Fact]
    public void A_text_that_is_too_long_is_not_for_the_lanes()
    {
        Assert.True(HmacMd5Lanes.CanTake(new SignatureClaim { Body = new byte[HmacMd5Lanes.TextBytesMax] }));
        Assert.False(HmacMd5Lanes.CanTake(new SignatureClaim { AppId = new byte[1], Body = new byte[HmacMd5Lanes.TextBytesMax] }));
    }

    [Fact]
    public void Nothing_is_checked_where_nothing_waits() => Assert.Equal(0, new HmacMd5Lanes().Check());

    private static HmacMd5Key RandomKey(Random random, int length, out byte[] bytes)
    {
        bytes = new byte[length];
        random.NextBytes(bytes);
        return new HmacMd5Key(bytes);
    }

    /// <summary>A claim whose covered text, cut into its five pieces anywhere, has this length.</summary>
    private static SignatureClaim Signed(Random random, byte[] key, int length)
    {
        byte[] text = new byte[length];
        random.NextBytes(text);
        int[] cuts = [.. Enumerable.Range(0, 4).Select(_ => random.Next(length + 1)).Order()];
        return new SignatureClaim
        {
            Version = 1,
            Signature = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACMD5.HashData(key, text))),
            AppId = text.AsMemory(..cuts[0]),
            Module = text.AsMemory(cuts[0]..cuts[1]),
            Stamp = text.AsMemory(cuts[1]..cuts[2]),
            Nsecs = text.AsMemory(cuts[2]..cuts[3]),
            Body = text.AsMemory(cuts[3]..),
        };
    }

    private static void Spoil(SignatureClaim claim, int digit)
    {
        byte[] signature = claim.Signature.ToArray();
        signature[digit] = signature[digit] == (byte)'0' ? (byte)'1' : (byte)'0';
        claim.Signature = signature;
    }
}
