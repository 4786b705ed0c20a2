using System.Diagnostics;
using System.Text;
using LogHog.Interop.Tests.Clients;
using LogHog.Protocols.ConfigPush;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary>What is allowed is let through by loghog, by the shipped verify, and is taken by Python itself.</summary>
public sealed class GoodConfigTests
{
    private static readonly string[] Configs =
    [
        """{"version":1}""",
        """{"version":1,"incremental":true,"root":{"level":"DEBUG"},"loggers":{"a.b":{"level":15,"propagate":false},"":{"level":"INFO"}}}""",
        """{"version":1,"disable_existing_loggers":false,"formatters":{"p":{"format":"%(asctime)s,%(msecs)03d %(levelname)-8s %(message)s","datefmt":"%H:%M:%S"}}}""",
        """{"version":1,"formatters":{"b":{"format":"{levelname:>8} {message!r}","style":"{"},"d":{"format":"${levelname} $message","style":"$"},"n":{"format":null},"v":{"format":"plain","validate":false},"c":{"class":"logging.Formatter","format":"%(message)s"},"e":{}}}""",
        """{"version":1,"filters":{"f":{"name":"shop"},"e":{}},"handlers":{"h":{"class":"logging.StreamHandler","level":"WARNING","filters":["f","e"],"stream":"ext://sys.stdout"}},"root":{"handlers":["h"]}}""",
        """{"version":1,"handlers":{"z":{"class":"logging.StreamHandler","stream":"ext://sys.stderr",".":{"terminator":"\r\n"}},"m":{"class":"logging.handlers.MemoryHandler","capacity":10,"flushLevel":"ERROR","target":"z"}},"loggers":{"größe.東京":{"handlers":["m"],"level":"INFO","filters":null}}}""",
        """{"version":1,"handlers":{"u":{"class":"logging.handlers.DatagramHandler","host":"127.0.0.1","port":9021},"t":{"class":"logging.handlers.SocketHandler","host":"127.0.0.1","port":9020},"n":{"class":"logging.NullHandler"},"w":{"class":"logging.handlers.HTTPHandler","host":"127.0.0.1","url":"/x","method":"POST"},"s":{"class":"logging.handlers.SMTPHandler","mailhost":["127.0.0.1",25],"fromaddr":"a@b","toaddrs":["c@d"],"subject":"x"}},"root":{"level":"NOTSET","handlers":["u","t","n","w"]}}""",
    ];

    [Theory]
    [InlineData("3")]
    [InlineData("3.8")]
    [InlineData("3.13")]
    public async Task Each_is_let_through_and_taken(string version)
    {
        string python = PythonClientTests.FindOrSkip(version);
        foreach (string config in Configs)
            Assert.Empty(DictConfigCheck.Check(Encoding.UTF8.GetBytes(config), DictConfigAllowance.Usual).Errors);

        var start = new ProcessStartInfo(python, [Path.Combine(Repository.Root, "tests", "Interop", "python", "good_configs.py"), Path.Combine(Repository.Root, "packaging", "python")]);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        ProgramResult result = await ExternalProgram.RunAsync(start, string.Join('\n', Configs) + "\n");

        Assert.True(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(static line => line == "taken"), result.ToString());
        Assert.Equal(Configs.Length, result.Output.Count(static c => c == '\n'));
    }
}
