using LogHog.Engine.Acme;
using LogHog.Engine.Bot;
using LogHog.Engine.Bot.Zabbix;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Inputs.Journald;
using LogHog.Engine.Inputs.Tail;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>Holds the documents to the table. <c>LOGHOG_UPDATE_DOCS=1</c> rewrites them first.</summary>
public sealed class ConfigurationReferenceTests
{
    private const string Begin = "<!-- keys: made from the table in the code; LOGHOG_UPDATE_DOCS=1 ./test rewrites it -->\n";
    private const string End = "<!-- end of keys -->\n";

    [Fact]
    public void The_documentation_has_every_key_as_the_table_has_it()
    {
        string path = Repository.File("docs/configuration.md");
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin > Begin.Length && end >= begin, "the two marks are gone from docs/configuration.md");

        string expected = "\n" + ConfigurationReference.Tables() + "\n";
        if (Repository.IsUpdating)
            File.WriteAllText(path, text[..begin] + expected + text[end..]);
        else
            Assert.Equal(expected, text[begin..end]);
    }

    [Fact]
    public void The_packaged_file_has_every_key_as_the_table_has_it()
    {
        string path = Repository.File("packaging/conf/loghogd.conf");
        if (Repository.IsUpdating)
            File.WriteAllText(path, ConfigurationReference.Example());
        else
            Assert.Equal(ConfigurationReference.Example(), File.ReadAllText(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_packaged_files_are_valid_as_they_are_and_with_every_example_switched_on(bool isUncommented)
    {
        string server = File.ReadAllText(Repository.File("packaging/conf/loghogd.conf"));
        string facilities = File.ReadAllText(Repository.File("packaging/conf/facilities.conf"));
        if (isUncommented)
            (server, facilities) = (Uncomment(server), Uncomment(facilities));

        LoadedConfiguration loaded = ConfigurationFolder.Load(server, facilities);

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.Equal(isUncommented ? 3 : 1, loaded.Facilities!.Count);
    }

    [Fact]
    public void Every_key_says_what_it_does_and_has_a_default_that_fits()
    {
        ConfigurationKey[] keys = [.. SectionTable.All.SelectMany(section => section.Keys ?? []), .. FacilityKeys.All];

        Assert.All(keys, key => Assert.EndsWith(".", key.Why, StringComparison.Ordinal));
        Assert.All(keys, key => Assert.Equal(key.Name.ToLowerInvariant(), key.Name));
        Assert.Equal(keys.Length, keys.Select(key => (key.Section, key.Name)).Distinct().Count());
        LoadedConfiguration spoken = ConfigurationFolder.Load(Uncomment(ConfigurationReference.Example()));
        Assert.Empty(spoken.Errors);
    }

    [Fact]
    public void Every_setting_of_the_records_can_be_set()
    {
        Type[] records =
        [
            typeof(MainSettings), typeof(OwnLogSettings), typeof(CompressorSettings), typeof(LimitSettings), typeof(RetentionSettings),
            typeof(AuthSettings), typeof(HttpSettings), typeof(FilesSettings), typeof(InputSettings), typeof(InputLimits), typeof(ClientSettings),
            typeof(ConfigListenerSettings), typeof(AcmeSettings), typeof(SyslogInputSettings), typeof(PythonInputSettings),
            typeof(ForwardInputSettings), typeof(ChannelSettings), typeof(AlertSettings),
            typeof(BotSettings), typeof(ZabbixSettings), typeof(TailSettings), typeof(JournaldSettings),
        ];
        // What follows from others is no setting.
        int settings = records.Sum(record => record.GetProperties().Count(static property => property.CanWrite));

        // [server] has keys of its own shape; a [files:NAME], an [input:NAME], a [tail:NAME] and a [client:NAME] have their names; one key stands
        // for all [targets], and what a protocol's own keys and an input's limits say is a record of its own. A [channel:NAME] has its name, too,
        // and three ways to say each of 5 secrets. Of an [alert:NAME] name and origin are no keys, and its patterns and facilities are in its filter.
        // [bot] has two ways to say each of 5 secrets, its Zabbix is a record of its own, and its folder and Zabbix's time limit are nobody's to
        // set. [journal] can be switched off.
        Assert.Equal(settings + 10 - 4 + 1 - 1 - 1 - 1 + 10 + 5 - 3 + 1, SectionTable.All.Sum(section => section.Keys?.Count ?? 0));
        // App and Module are the section's name; secret_file is the second way to Secret; Python is a format string in format and four keys beside it.
        Assert.Equal(typeof(FacilitySettings).GetProperties().Length - 2 + 1 - 1 + 4, FacilityKeys.All.Count);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(1024, "1K")]
    [InlineData(1500, "1500")]
    [InlineData(3L << 40, "3T")]
    public void Sizes_are_written_in_the_largest_unit_that_is_exact(long bytes, string text) =>
        Assert.Equal(text, SizeText.Format(bytes));

    // ";key = value" and ";[section]" without a space are examples, "; text" is prose.
    private static string Uncomment(string text) => string.Join('\n', text.Split('\n').Select(line =>
        line.Length > 1 && line[0] == ';' && (char.IsAsciiLetter(line[1]) || line[1] == '[') ? line[1..] : line));
}
