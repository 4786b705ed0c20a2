using System.Text;
using LogHog.Engine.Query.Values;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Query;

public sealed class ValueOrderTests
{
    private static readonly string[] Parts =
        ["1", "2", "10", "007", "1e3", "1.5", "-", "+", ".", "a", "ms", "KB", "s", "", " ", ":", "2026-11-20T12:18:36Z", "10.0.0.2", "inf", "é", "0x1f"];

    [Fact]
    public void Any_values_have_one_order()
    {
        Random random = SeededRandom.Create();
        for (int round = 0; round < 30; round++)
        {
            byte[][] values = [.. Enumerable.Range(0, 30).Select(_ => Encoding.UTF8.GetBytes(string.Concat(random.GetItems(Parts, random.Next(1, 4)))))];
            foreach (byte[] a in values)
            {
                foreach (byte[] b in values)
                {
                    int order = Math.Sign(ValueOrder.Compare(a, b));
                    Assert.True(order == -Math.Sign(ValueOrder.Compare(b, a)), $"{Text(a)} and {Text(b)}");
                    foreach (byte[] c in values)
                    {
                        if (order < 0 && ValueOrder.Compare(b, c) < 0)
                            Assert.True(ValueOrder.Compare(a, c) < 0, $"{Text(a)} < {Text(b)} < {Text(c)}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("2a", "5")]
    [InlineData("5", "1e3")]
    [InlineData("2a", "1e3")]
    [InlineData("a2", "a10")]
    [InlineData("900ms", "1.5s")]
    [InlineData("10.0.0.2", "10.0.0.10")]
    [InlineData("5", "x")]
    [InlineData("", "-1")]
    [InlineData("9", "9 of 10")]
    public void A_value_stands_before_another(string first, string second) =>
        Assert.True(ValueOrder.Less(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second)));

    private static string Text(byte[] value) => $"'{Encoding.UTF8.GetString(value)}'";
}
