using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Configuration.Keys;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>Whatever a file says: settings or errors, never an exception.</summary>
public sealed class LoaderFuzzTests
{
    private static readonly string[] Texts =
    [
        "", "0", "-1", "99999999999999999999", "9223372036854775807", "9007199254740992K", "8388608T", "1y", "201y", "2147483647w", "yes",
        "size", "daily", "* * * * *", "*/0 * * *", "@reboot", "::", "[", "]", "[]", "[]:", ":", ",", "[::1]:", "1.2.3.4:", "::1%eth0", "::1%",
        "[::1%2147483648]:1", "/", "..", ".", "\0", "~", "a\n b", "\"", "'", "\"\"", ";", "%", "\ud83d\ude00", "/proc/self/mem", "/dev", "iB", "B", "K",
    ];

    [Fact]
    public void Random_bytes_never_throw()
    {
        Random random = SeededRandom.Create();
        using ConfigurationFolder folder = new();
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            File.WriteAllBytes(folder["loghogd.conf"], bytes);
            File.WriteAllBytes(folder["facilities.conf"], bytes);
            AssertSettingsOrErrors(folder.Load());
        }
    }

    [Fact]
    public void Every_key_takes_any_text_without_throwing()
    {
        Random random = SeededRandom.Create();
        ConfigurationKey[] keys = [.. SectionTable.All.SelectMany(section => section.Keys ?? []).Where(key => key.Name != "facilities_config")];
        using ConfigurationFolder folder = new();
        for (int i = 0; i < 300; i++)
        {
            StringBuilder server = new();
            foreach (ConfigurationKey key in keys)
                server.Append($"[{key.Section}]\n{key.Name} = {Pick(random)}\n");
            StringBuilder facilities = new($"[{Pick(random)}]\n[a]\n");
            foreach (ConfigurationKey key in FacilityKeys.All)
                facilities.Append($"{key.Name} = {Pick(random)}\n");
            folder.Write("loghogd.conf", server.ToString());
            folder.Write("facilities.conf", facilities.ToString());
            AssertSettingsOrErrors(folder.Load());
        }
    }

    private static string Pick(Random random) => Texts[random.Next(Texts.Length)];

    private static void AssertSettingsOrErrors(LoadedConfiguration loaded)
    {
        Assert.Equal(loaded.Errors.Count == 0, loaded.Settings is not null);
        Assert.Equal(loaded.Errors.Count == 0, loaded.Facilities is not null);
        Assert.All(loaded.Errors, error => Assert.NotEmpty(error.ToString()));
    }
}
