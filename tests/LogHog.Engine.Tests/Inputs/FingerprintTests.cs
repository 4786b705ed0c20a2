using LogHog.Engine.Durability;
using LogHog.Engine.Inputs.Following;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>By what copies are known, also while somebody makes them.</summary>
public sealed class FingerprintTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 10_000).Select(static i => (byte)('a' + (i % 26)))];

    [Fact]
    public void A_copy_that_grows_while_it_is_looked_at_is_one()
    {
        Fingerprint print = PrintOf(Text);
        for (int length = 8; length < Text.Length; length += 997)
        {
            for (int reads = 0; reads <= 3; reads++)
                Assert.True(print.IsOfPart(new GrowingCopy(Text, length, reads)), $"{length} bytes, grows after {reads} reads");
        }
    }

    [Fact]
    public void What_only_begins_like_it_is_none()
    {
        byte[] other = [.. Text[..600], .. new byte[Text.Length]];
        Assert.False(PrintOf(Text).IsOfPart(new GrowingCopy(other, other.Length, reads: 0)));
    }

    private static Fingerprint PrintOf(byte[] text) => new(
        text.AsMemory(0, Fingerprint.FirstBytesMax), text.Length, Fingerprint.EndBytesMax, Fingerprint.Hash(text.AsSpan(text.Length - Fingerprint.EndBytesMax)));

    /// <summary>Has some bytes until it was read or asked for its length so many times, then all.</summary>
    private sealed class GrowingCopy(byte[] text, int length, int reads) : ITextSource
    {
        private int _looks;

        public FileStatus? Status => null;

        public long? Length => Now();

        public bool MayGrow => true;

        public int Read(long offset, Span<byte> bytes)
        {
            ReadOnlySpan<byte> now = text.AsSpan(0, Now());
            ReadOnlySpan<byte> rest = now[(int)Math.Min(offset, now.Length)..];
            rest = rest[..Math.Min(rest.Length, bytes.Length)];
            rest.CopyTo(bytes);
            return rest.Length;
        }

        public void Dispose()
        {
        }

        private int Now() => _looks++ < reads ? length : text.Length;
    }
}
