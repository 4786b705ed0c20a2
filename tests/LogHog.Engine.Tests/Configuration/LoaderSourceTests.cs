using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>Flag over environment over drop-in over file over default.</summary>
public sealed class LoaderSourceTests
{
    [Fact]
    public void The_stronger_source_wins_and_is_named()
    {
        using ConfigurationFolder folder = new();
        folder.Write("facilities.conf", ConfigurationFolder.AnyApp);
        AssertUser(folder, "", "default");

        folder.Write("loghogd.conf", "[main]\nuser = file");
        AssertUser(folder, "file", folder["loghogd.conf"] + ":2");

        folder.Write("conf.d/10-first.conf", "[main]\nuser = first");
        folder.Write("conf.d/20-second.conf", ";\n[main]\nuser = second");
        folder.Write("conf.d/30-copy.conf.bak", "[main]\nuser = copy");
        folder.Write("conf.d/.hidden.conf", "[main]\nuser = hidden");
        AssertUser(folder, "second", folder["conf.d/20-second.conf"] + ":3");

        folder.Sources = folder.Sources with { Environment = Environment(("LOGHOGD_MAIN__USER", "environment")) };
        AssertUser(folder, "environment", "environment LOGHOGD_MAIN__USER");

        folder.Sources = folder.Sources with { Flags = [new("--user", "main", "user", "flag")] };
        AssertUser(folder, "flag", "--user");
    }

    [Fact]
    public void A_drop_in_changes_only_what_it_says()
    {
        using ConfigurationFolder folder = new();
        folder.Write("loghogd.conf", "[main]\nuser = file\npidfile = x.pid");
        folder.Write("conf.d/a.conf", "[main]\nlogdir = other\n[limits]\nmax_files = 5");
        folder.Write("facilities.conf", "[a]\nrotate = daily\nbackup_count = 3\n");
        folder.Write("facilities.d/b.conf", "[b]\nrotate = hourly\nbackup_count = 4\n[a]\nbackup_count = 5\n[a:web]\n");

        LoadedConfiguration loaded = folder.Load();

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        MainSettings main = loaded.Settings!.Main;
        Assert.Equal(("file", folder["x.pid"], folder["other"]), (main.User, main.PidFile, main.LogDir));
        Assert.Equal(5, loaded.Settings.Limits.FilesMax);
        Assert.Equal([("a", "", 5), ("a", "web", 5), ("b", "", 4)], loaded.Facilities!.Select(one => (one.App, one.Module, one.BackupCount)));
    }

    [Fact]
    public void Drop_ins_do_without_the_file_that_they_lie_beside()
    {
        using ConfigurationFolder folder = new();
        folder.Write("conf.d/a.conf", "[main]\nuser = someone");
        folder.Write("facilities.d/a.conf", "[a]\nrotate = daily\nbackup_count = 3\n");

        LoadedConfiguration loaded = folder.Load();

        Assert.Equal("someone", loaded.Settings!.Main.User);
        Assert.Equal("a", Assert.Single(loaded.Facilities!).App);
    }

    [Fact]
    public void Paths_begin_at_the_folder_of_their_file_or_at_the_current_folder()
    {
        using ConfigurationFolder folder = new();
        folder.Write("etc/loghogd.conf", "[main]\nlogdir = log\nfacilities_config = sub/who.conf");
        folder.Write("etc/conf.d/a.conf", "[main]\npidfile = x.pid");
        folder.Write("etc/sub/who.conf", ConfigurationFolder.AnyApp + "secret_file = key");
        folder.Write("etc/sub/key", "s");
        folder.Sources = folder.Sources with
        {
            ConfigFile = folder["etc/loghogd.conf"],
            Environment = Environment(("LOGHOGD_MAIN__WORKDIR", "work")),
            Flags = [new("--run-dir", "main", "rundir", "run")],
        };

        LoadedConfiguration loaded = folder.Load();

        MainSettings main = loaded.Settings!.Main;
        Assert.Equal(folder["etc/log"], main.LogDir);
        Assert.Equal(folder["etc/x.pid"], main.PidFile);
        Assert.Equal(folder["work"], main.WorkDir);
        Assert.Equal(folder["run"], main.RunDir);
        Assert.Equal("s", Assert.Single(loaded.Facilities!).Secret);
    }

    [Fact]
    public void Variables_of_others_are_left_alone()
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            Environment = Environment(("LOGHOGD_SERVICE_HOST", "10.0.0.1"), ("PATH", "/bin"), ("OTHER__KEY", "x"), ("LOGHOGD___X", "x")),
        });

        Assert.Empty(loaded.Errors);
    }

    [Fact]
    public void A_mistake_in_the_environment_or_a_flag_is_an_error_too()
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(new ConfigurationSources
        {
            Environment = Environment(("LOGHOGD_MAIN__USR", "x"), ("LOGHOGD_HTTP__LISTEN", "here")),
            Flags = [new("--pid", "main", "pidfile", "~/x")],
        });

        Assert.Equal(
        [
            "environment LOGHOGD_MAIN__USR [main] usr: no such key; did you mean user?",
            "--pid [main] pidfile: '~/x' does not fit; write the whole path, the ~ of a shell is not known here",
            "environment LOGHOGD_HTTP__LISTEN [http] listen: 'here' does not fit; write an address such as 127.0.0.1, "
                + "192.168.1.10:25566 or [::1]:25577, with a port from 0 to 65535",
        ], loaded.Errors.Select(error => error.ToString()));
    }

    private static void AssertUser(ConfigurationFolder folder, string user, string origin)
    {
        folder.Sources = folder.Sources with { ConfigFileMayBeMissing = true };
        LoadedConfiguration loaded = folder.Load();
        Assert.Empty(loaded.Errors);
        Assert.Equal(user, loaded.Settings!.Main.User ?? "");
        ConfigurationValue value = loaded.Values.Single(value => (value.Section, value.Key) == ("main", "user"));
        Assert.Equal((user, origin), (value.Value, value.Origin.ToString()));
    }

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
