using LogHog.TestKit;

namespace LogHog.Interop.Tests.Python;

/// <summary>The handler in docs/python.md, as it stands there, with a real loghogd.</summary>
public sealed class StaticFieldTests
{
    [Fact]
    public async Task The_handler_of_the_docs_stamps_every_record()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:python]\ntcp = 127.0.0.1:0\napp = record:service\n");
        foreach (string version in Pythons.Versions.Where(version => version != "2.7"))
        {
            if (Pythons.Find(version) is not { } python)
                continue;
            string program = $"""
                import logging
                {Handler()}
                log = logging.getLogger("stamped.v{version}")
                log.addHandler(StaticFieldHandler("127.0.0.1", {hog.Port("python/tcp")}, ident="Client #5", service="shop"))
                log.warning("Order %d", 42, extra=dict(order=42))
                log.warning("another", extra=dict(ident="its own"))
                for name in ("message", "process", "asctime", "msg"):
                    try:
                        StaticFieldHandler("127.0.0.1", 1, **dict([(name, "x")]))
                    except KeyError:
                        continue
                    raise SystemExit("overwritten: " + name)
                """;
            ProgramResult result = await ExternalProgram.RunAsync(python, "-c", program);
            Assert.True(result.ExitCode == 0, $"Python {version}: {result}");
        }

        int runs = Pythons.Versions.Count(version => version != "2.7" && Pythons.Find(version) is not null);
        await hog.StoredAsync(2 * runs);
        string[] lines = hog.Lines("shop/root.log");
        Assert.Equal(runs, lines.Count(line => line.Contains("WARN Order 42 {ident=\"Client #5\" ", StringComparison.Ordinal)
            && line.Contains(" order=42 ", StringComparison.Ordinal)));
        Assert.Equal(runs, lines.Count(line => line.Contains("WARN another {ident=\"its own\" ", StringComparison.Ordinal)));
    }

    private static string Handler()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "python.md"));
        return page.Split("```python\n").Select(rest => rest.Split("```")[0])
            .Single(code => code.Contains("class StaticFieldHandler", StringComparison.Ordinal));
    }
}
