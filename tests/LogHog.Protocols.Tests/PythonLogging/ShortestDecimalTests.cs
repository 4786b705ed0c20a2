using System.Globalization;
using System.Text;
using LogHog.Protocols.PythonLogging.Values;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Doubles in decimal, as the runtime's own (slower) shortest form has them.</summary>
public sealed class ShortestDecimalTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(42, "42.0")]
    [InlineData(0.3, "0.3")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(0.001, "0.001")]
    [InlineData(123456789012345.6, "123456789012345.6")]
    [InlineData(999999999999999.9, "999999999999999.9")]
    [InlineData(1795887679.5143995, "1795887679.5143995")]
    [InlineData(21.071195602416992, "21.071195602416992")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1e15, "1000000000000000.0")]
    public void A_number_has_the_digits_that_Python_gives_it(double number, string expected) => Assert.Equal(expected, Show(number));

    [Fact]
    public void Random_numbers_have_the_digits_that_the_runtime_gives_them()
    {
        Random random = SeededRandom.Create();
        for (int round = 0; round < 1_000_000; round++)
        {
            double number = Next(random, round);
            string expected = number.ToString("R", CultureInfo.InvariantCulture);
            if (!expected.Contains('.', StringComparison.Ordinal))
                expected += ".0";
            string shown = Show(number);
            if (shown != expected)
                Assert.Fail($"{shown} is not {expected}");
        }
    }

    // Of every size and shape: any bits, few decimals, whole numbers and their neighbours, times and what lies between them.
    private static double Next(Random random, int round) => (round % 6) switch
    {
        0 => BitConverter.UInt64BitsToDouble(((ulong)(1013 + random.Next(60)) << 52) | ((ulong)random.NextInt64() >> 12)),
        1 => Math.Round(random.NextDouble() * 1000, random.Next(1, 12)) + 0.001,
        2 => Math.BitIncrement(random.NextInt64(1, 1L << 49)),
        3 => Math.BitDecrement(Math.Pow(10, random.Next(-2, 15))),
        4 => 1.7e9 + (random.NextDouble() * 1e8),
        _ => -random.NextDouble() * Math.Pow(10, random.Next(0, 15)) - 0.01,
    };

    private static string Show(double number)
    {
        Span<byte> output = stackalloc byte[48];
        return Encoding.ASCII.GetString(output[..NumberText.FormatFloat(number, output)]);
    }
}
