using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Client.ConfigPush;

namespace LogHog.Client.Tests.ConfigPush;

public sealed class LoggingLevelsTests
{
    [Theory]
    [InlineData("shop", 20)]
    [InlineData("shop.web", 20)]
    [InlineData("shop.db", 10)]
    [InlineData("shop.db.pool", 10)]
    [InlineData("shop.dbx", 20)]
    [InlineData("shopping", 40)]
    [InlineData("shop.quiet", 20)]
    [InlineData("", 40)]
    public void The_nearest_logger_with_a_level_counts(string logger, int least)
    {
        LoggingLevels levels = Parse("""
            {"version":1,"loggers":{"shop":{"level":"INFO"},"shop.db":{"level":10},"shop.quiet":{"level":"NOTSET"}},"root":{"level":"ERROR"}}
            """);
        Assert.Equal((false, true), (levels.LoggerPasses(logger, least - 1), levels.LoggerPasses(logger, least)));
    }

    [Fact]
    public void Nothing_is_said_about_what_is_not_named_when_the_root_is_not()
    {
        LoggingLevels levels = Parse("""{"version":1,"loggers":{"shop":{"level":"INFO"}}}""");
        Assert.Null(levels.LoggerPasses("other", 50));
    }

    [Fact]
    public void An_incremental_configuration_lies_over_the_one_before_and_another_takes_its_place()
    {
        LoggingLevels first = Parse("""{"version":1,"loggers":{"a":{"level":"INFO"},"b":{"level":"INFO"}},"root":{"level":"ERROR"}}""");
        LoggingLevels second = Parse("""{"version":1,"incremental":true,"loggers":{"b":{"level":"DEBUG"}}}""").After(first);
        Assert.Equal((false, true, false), (second.LoggerPasses("a", 10), second.LoggerPasses("b", 10), second.LoggerPasses("c", 30)));
        LoggingLevels third = Parse("""{"version":1,"loggers":{"a":{"level":"DEBUG"}}}""").After(second);
        Assert.Equal((true, null, null), (third.LoggerPasses("a", 10), third.LoggerPasses("b", 10), third.LoggerPasses("c", 30)));
    }

    [Fact]
    public void Handlers_have_levels_and_filters_of_their_own()
    {
        LoggingLevels levels = Parse("""
            {"version":1,"filters":{"web":{"name":"shop.web"}},"handlers":{"Console":{"class":"logging.StreamHandler","level":"ERROR","filters":["web"]}}}
            """);
        Assert.True(levels.HandlerPasses("Console", "shop.web.cart", 40));
        Assert.False(levels.HandlerPasses("Console", "shop.web", 30));
        Assert.False(levels.HandlerPasses("Console", "shop.webx", 40));
        Assert.True(levels.HandlerPasses("Debug", "x", 5));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"loggers\":{\"a\":{\"level\":\"LOUD\"}}}")]
    [InlineData("{\"loggers\":[]}")]
    [InlineData("{\"incremental\":\"yes\"}")]
    [InlineData("{\"handlers\":{\"h\":{\"filters\":[\"none\"]}}}")]
    [InlineData("\ufeff{}")]
    public void What_is_no_configuration_is_refused_and_never_thrown(string text)
    {
        Assert.Null(LoggingLevels.Parse(Encoding.UTF8.GetBytes(text), out string problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public async Task A_callback_of_ones_own_decides_and_what_it_throws_discards()
    {
        var applied = new List<bool?>();
        await using var listener = new LoggingConfigListener(new LoggingConfigListenerOptions
        {
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            Verify = static bytes => bytes.Span[0] == '{' ? ConfigVerdict.Accept(bytes) : throw new InvalidOperationException("no"),
            Apply = levels => applied.Add(levels.LoggerPasses("a", 10)),
        });
        Assert.Contains("\"accepted\":false", await SendAsync(listener.Address, "x"), StringComparison.Ordinal);
        Assert.Contains("\"accepted\":true", await SendAsync(listener.Address, """{"version":1,"loggers":{"a":{"level":"DEBUG"}}}"""), StringComparison.Ordinal);
        Assert.Equal([true], applied);
    }

    private static LoggingLevels Parse(string text) => LoggingLevels.Parse(Encoding.UTF8.GetBytes(text), out string problem) ?? throw new InvalidOperationException(problem);

    private static async Task<string> SendAsync(IPEndPoint address, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        await client.GetStream().WriteAsync((byte[])[0, 0, 0, (byte)bytes.Length, .. bytes]);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
