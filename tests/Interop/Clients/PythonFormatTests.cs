using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Clients;

/// <summary>
/// A facility with a Python format writes the bytes that Python's own FileHandler writes of the same records: stock SocketHandler, real loghogd.
/// </summary>
public sealed class PythonFormatTests
{
    private const int Records = 40 * 5;

    private static readonly (string Style, string Format, string DateFormat)[] Formats =
    [
        ("%", "%(asctime)s %(ident)s> %(message)s", ""),
        ("%", "%(asctime)s,%(msecs)03d %(levelname)-8s %(levelno)s [%(process)d %(processName)s %(threadName)s %(thread)x] %(name)s %(module)s.%(funcName)s:%(lineno)04d %(filename)r: %(message)s", "%Y-%m-%dT%H:%M:%S%z"),
        ("%", "%(levelname).1s%(created)f %(relativeCreated)d %(order)+05d %(ratio).3e %(flag)s %(pathname)s %(message).20s", "%c"),
        ("{", "{asctime} {levelname:>9} {name:^12} {order:>08,d} {ratio:+.4f} {flag!s:5} {tags[1]} {user[id]} {message!r}", "%d.%-m.%y %H:%M:%S %Z"),
        ("{", "{{{asctime}}} {created:.3f} {ratio} {msecs:06.2f} {message:.>40}", ""),
        ("$", "$asctime ${levelname} [$process] $ident $$ ${message}", "%j %U %V %s"),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Formats.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Writes_what_Python_writes(int index)
    {
        (string style, string format, string dateFormat) = Formats[index];
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:python]\ntcp = 127.0.0.1:0\napp = shop\n",
            $"[shop]\nrotate = daily\nbackup_count = 3\nformat = python:{format}\nstyle = {style}\ndatefmt = {dateFormat}\n");
        int port = hog.Port("python/tcp");
        string expected = Path.Combine(hog.Folder, "expected.log");

        string spec = JsonSerializer.Serialize(new { style, format, datefmt = dateFormat, defaults = new Dictionary<string, string>() });
        ProgramResult sent = await ExternalProgram.RunAsync(Pythons.Newest, Pythons.Script("format_records.py"), $"{port}", expected, spec);
        Assert.True(sent.ExitCode == 0, sent.ToString());
        await hog.StoredAsync(Records);

        Assert.Equal(await File.ReadAllTextAsync(expected, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(hog.PathOf("shop/root.log"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_search_finds_time_level_module_and_message_in_such_a_file_with_and_without_the_server()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "", "[shop]\nrotate = daily\nbackup_count = 3\nformat = python:%(levelname)-8s|%(asctime)s|%(name)s|%(message)s\n");
        await Peer.SendAllAsync(hog, Wire.Frame("shop", "WARNING of old", "web.requests"), Wire.Frame("shop", "Order 42 failed", "web.pay"));
        await hog.StoredAsync(2);
        const string query = "failed | fields app, module, level, _msg";

        string served = await hog.Get($"/select/logsql/query?query={Uri.EscapeDataString(query)}");
        ProgramResult read = await ExternalProgram.RunAsync(Repository.Loghog, "search", "--dir", hog.LogDir, "--output", "json", query);

        Assert.True(read.ExitCode == 0, read.ToString());
        foreach (string answer in (string[])[served, read.Output])
        {
            JsonElement row = JsonDocument.Parse(answer.Trim()).RootElement;
            Assert.Equal(("shop", "web.pay", "Order 42 failed"), (row.GetProperty("app").GetString(), row.GetProperty("module").GetString(), row.GetProperty("_msg").GetString()));
        }
    }
}
