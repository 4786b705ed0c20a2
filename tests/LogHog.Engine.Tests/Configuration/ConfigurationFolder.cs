using LogHog.Engine.Configuration;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>A folder with configuration files, and what the loader makes of it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public const string AnyApp = "[*]\nrotate = daily\nbackup_count = 3\n";

    private readonly TempFolder _folder = new();

    public ConfigurationSources Sources { get; set; }

    public ConfigurationFolder() => Sources = new() { ConfigFile = _folder["loghogd.conf"], CurrentFolder = _folder.Path };

    public string this[string name] => _folder[name];

    /// <summary>The configuration out of the two texts; null = the file does not exist.</summary>
    public static LoadedConfiguration Load(string? server, string? facilities = AnyApp)
    {
        using ConfigurationFolder folder = new();
        if (server is not null)
            folder.Write("loghogd.conf", server);
        if (facilities is not null)
            folder.Write("facilities.conf", facilities);
        folder.Sources = folder.Sources with { ConfigFileMayBeMissing = server is null };
        return folder.Load();
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public LoadedConfiguration Load() => ConfigurationLoader.Load(Sources);

    public void Dispose() => _folder.Dispose();
}
