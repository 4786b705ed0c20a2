using System.Globalization;
using System.Text;
using LogHog.Engine.Formats;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats;

public sealed class HexDigitsTests
{
    [Fact]
    public void Written_ids_are_read_again()
    {
        Random random = SeededRandom.Create();
        byte[] text = new byte[32];
        for (int i = 0; i < 10_000; i++)
        {
            var id = new UInt128((ulong)random.NextInt64() << random.Next(2), (ulong)random.NextInt64(1, long.MaxValue));
            HexDigits.Write(text, id);

            Assert.Equal(id.ToString("x32", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(text));
            Assert.True(HexDigits.TryRead(text, out UInt128 read));
            Assert.Equal(id, read);
            Assert.True(HexDigits.TryRead(text.AsSpan(16), out ulong half));
            Assert.Equal((ulong)id, half);
        }
    }

    [Fact]
    public void Every_other_byte_is_refused_wherever_it_stands()
    {
        for (int value = 0; value < 256; value++)
        {
            bool isDigit = value is >= '0' and <= '9' or >= 'a' and <= 'f';
            for (int at = 0; at < 32; at++)
            {
                byte[] text = [.. "4bf92f3577b34da6a3ce929d0e0e4736"u8];
                text[at] = (byte)value;
                Assert.Equal(isDigit, HexDigits.TryRead(text, out UInt128 _));
                Assert.Equal(isDigit || at >= 16, HexDigits.TryRead(text.AsSpan(0, 16), out ulong _));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e47361")]
    public void Other_lengths_and_nothing_but_zeros_are_no_id(string text)
    {
        Assert.False(HexDigits.TryRead(Encoding.ASCII.GetBytes(text), out UInt128 _));
        Assert.False(HexDigits.TryRead(Encoding.ASCII.GetBytes(text), out ulong _));
    }
}
