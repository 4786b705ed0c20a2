using System.Text.RegularExpressions;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

public sealed class PrinterTests
{
    private const string Facilities = """
        [my-app]
        rotate = */15 * * * *
        backup_count = 3
        secret = hunter2
        [my-app:web]
        max_size = 10M
        file_per_host = on
        """;

    [Fact]
    public void Prints_each_value_with_its_origin()
    {
        using ConfigurationFolder folder = new();
        folder.Write("loghogd.conf", "[main]\nuser = someone\nlogdir = log");
        folder.Write("facilities.conf", Facilities);
        LoadedConfiguration loaded = folder.Load();

        string server = Narrow(ConfigurationPrinter.PrintServer(loaded));
        string facilities = Narrow(ConfigurationPrinter.PrintFacilities(loaded));

        Assert.StartsWith("[main]\ndaemon = no ; default\n", server, StringComparison.Ordinal);
        Assert.Contains($"\nuser = someone ; {folder["loghogd.conf"]}:2\n", server, StringComparison.Ordinal);
        Assert.Contains($"\nlogdir = {folder["log"]} ; {folder["loghogd.conf"]}:3\n", server, StringComparison.Ordinal);
        Assert.Contains("\nlisten_ipv6 = \"\" ; default\n", server, StringComparison.Ordinal);
        Assert.Contains($"\n[my-app:web]\nrotate = */15 * * * * ; {folder["facilities.conf"]}:2\n", facilities, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_print_secrets()
    {
        string text = ConfigurationPrinter.PrintFacilities(ConfigurationFolder.Load("", Facilities));

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("; secret is set and not shown ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_prints_means_the_same_when_it_is_read_again()
    {
        LoadedConfiguration loaded = ConfigurationFolder.Load(
            "[main]\nlogdir = a;b\npidfile = x;y z\n[server]\nlisten_ipv4 = 127.0.0.1:1,\n  127.0.0.2:2\n", Facilities);
        string server = ConfigurationPrinter.PrintServer(loaded);
        string facilities = ConfigurationPrinter.PrintFacilities(loaded);

        using ConfigurationFolder folder = new();
        folder.Write("print.conf", facilities);
        folder.Write("loghogd.conf", string.Join('\n', server.Split('\n').Where(line => !line.StartsWith("facilities_config", StringComparison.Ordinal))));
        folder.Sources = folder.Sources with { Flags = [new("-F", "main", "facilities_config", "print.conf")] };
        LoadedConfiguration again = folder.Load();

        Assert.Empty(again.Errors);
        Assert.Equal(Values(loaded.Values), Values(again.Values));
        // A secret is not printed, so it is not there again.
        Assert.Equal(loaded.Facilities!.Select(facility => facility with { Secret = null }), again.Facilities!);
    }

    // Without the padding that puts the origins into one column.
    private static string Narrow(string text) => Regex.Replace(text, " +;", " ;", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<(string, string, string)> Values(IEnumerable<ConfigurationValue> values) =>
        values.Where(value => value.Key != "facilities_config").Select(value => (value.Section, value.Key, value.Value));
}
