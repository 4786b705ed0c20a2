using System.Text;
using System.Text.Unicode;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>A channel's secret from its file, from the environment, or out of a configuration file that nobody else can read. No message repeats it.</summary>
internal static class ChannelSecretReader
{
    // Tokens have 30 to 200 characters, URLs of Teams' workflows 400.
    private const int BytesMax = 4096;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="reader">Of the configuration.</param>
    /// <param name="keys">The secret's.</param>
    /// <param name="section">The channel's.</param>
    /// <param name="isSecret">False: the text may be read by everybody (the address of a public service, a name that signs in).</param>
    public static Secret? Read(SettingsReader reader, SecretKeys keys, string section, bool isSecret = true)
    {
        string? text = reader.Get(keys.Text, section);
        string? file = reader.Get(keys.File, section);
        string? variable = reader.Get(keys.Variable, section);
        if (new[] { text, file, variable }.Count(static one => one is not null) > 1)
            reader.Error(file is null ? keys.Variable : keys.File, section, $"stands beside another way to say {keys.Name}; keep one of them");
        if (text is not null && isSecret)
            CheckMode(reader, keys, section);
        text ??= file is not null ? ReadFile(reader, keys, section, file) : variable is not null ? ReadVariable(reader, keys, section, variable) : null;
        if (text is not null && keys.Kind.Parse(text, "/").Error is { } wrong)
            reader.Error(file is not null ? keys.File : keys.Variable, section, wrong);
        return text is null ? null : new Secret(text);
    }

    private static void CheckMode(SettingsReader reader, SecretKeys keys, string section)
    {
        string source = reader.OriginOf(keys.Text, section).Source;
        if (!File.Exists(source) || OperatingSystem.IsWindows())
            return;
        if ((File.GetUnixFileMode(source) & Others) != UnixFileMode.None)
            reader.Error(keys.Text, section, $"is a secret in a file that others can read; run chmod 600 {source}, or put it into a file of its own and write {keys.Name}_file");
    }

    private static string? ReadFile(SettingsReader reader, SecretKeys keys, string section, string path)
    {
        void Tell(string message) => reader.Error(keys.File, section, $"{Printable.Quote(path)} {message}");
        if (ConfigurationFiles.ReadBytes(path, BytesMax, Tell) is not { } bytes)
            return null;
        ReadOnlySpan<byte> line = bytes.AsSpan().Trim("\r\n \t"u8);
        if (line.IsEmpty || line.ContainsAnyInRange((byte)0, (byte)31) || !Utf8.IsValid(line))
        {
            Tell($"does not hold one line of UTF-8 text; write the {keys.Name} into it, and nothing else");
            return null;
        }

        ConfigurationFiles.WarnIfWorldReadable(path, reader.OriginOf(keys.File, section), section, keys.File.Name, reader.Problems);
        return Encoding.UTF8.GetString(line);
    }

    private static string? ReadVariable(SettingsReader reader, SecretKeys keys, string section, string variable)
    {
        string text = Environment.GetEnvironmentVariable(variable)?.Trim() ?? "";
        if (text.Length is 0 or > BytesMax || text.Any(char.IsControl))
        {
            reader.Error(keys.Variable, section, $"the variable {variable} is not set, or holds no line of text; set it where loghogd is started");
            return null;
        }

        return text;
    }
}
