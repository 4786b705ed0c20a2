using System.Text;
using System.Text.Unicode;
using LogHog.Engine.Bot;
using LogHog.Engine.Bot.Zabbix;
using LogHog.Engine.Channels;
using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration;

/// <summary>Reads <c>[bot]</c>. No message here repeats a secret.</summary>
internal static class BotSettingsBuilder
{
    private const string FolderName = "bot";
    private const int FileBytesMax = 64 << 10;

    /// <param name="reader">The text.</param>
    /// <param name="server">The channels that alerts may go by, and the folder that has one for what waits.</param>
    public static BotSettings Build(SettingsReader reader, ServerSettings server)
    {
        BotSettings settings = new()
        {
            Name = reader.Get(BotKeys.Name),
            Caretaker = reader.Get(BotKeys.Caretaker),
            Tokens = Tokens(reader),
            Recipients = reader.Get(BotKeys.Recipients),
            Channel = reader.Get(BotKeys.Channel) ?? OnlyWebex(server.Channels),
            Trusted = reader.Get(BotKeys.Trusted),
            WebexToken = OneSecret(reader, BotKeys.WebexToken, BotKeys.WebexTokenFile),
            WebexUrl = WithSlash(reader.Get(BotKeys.WebexUrl)),
            WebexCaFile = reader.Get(BotKeys.WebexCaFile),
            AllowPrivate = reader.Get(BotKeys.AllowPrivate),
            WebhookSecret = OneSecret(reader, BotKeys.WebhookSecret, BotKeys.WebhookSecretFile),
            PublicUrl = reader.Get(BotKeys.PublicUrl),
            Apps = reader.Get(BotKeys.Apps),
            TemplatesFolder = reader.Get(BotKeys.Templates),
            Zabbix = Zabbix(reader),
            Folder = Path.Combine(server.Main.WorkDir, FolderName),
        };
        BotChecks.Check(settings, server.Channels, reader);
        return settings;
    }

    private static string? OnlyWebex(IReadOnlyList<ChannelSettings> channels) =>
        channels.Where(static channel => channel.Type == ChannelType.Webex).ToArray() is [var only] ? only.Name : null;

    private static ZabbixSettings? Zabbix(SettingsReader reader)
    {
        Uri? url = reader.Get(BotKeys.ZabbixUrl);
        Secret? token = OneSecret(reader, BotKeys.ZabbixToken, BotKeys.ZabbixTokenFile);
        string user = reader.Get(BotKeys.ZabbixUser);
        Secret? password = OneSecret(reader, BotKeys.ZabbixPassword, BotKeys.ZabbixPasswordFile);
        string? caFile = reader.Get(BotKeys.ZabbixCaFile);
        return url is null ? null : new ZabbixSettings { Url = url, Token = token, User = user, Password = password, CaFile = caFile };
    }

    private static List<Secret> Tokens(SettingsReader reader)
    {
        IReadOnlyList<string> said = reader.Get(BotKeys.Tokens, BotKeys.Section);
        string? file = reader.Get(BotKeys.TokensFile);
        if (said.Count > 0 && file is not null)
            reader.Error(BotKeys.TokensFile, "stands beside tokens; keep one of them");
        IReadOnlyList<string> tokens = said.Count > 0 || file is null ? said : Lines(reader, BotKeys.TokensFile, file);
        if (file is not null && !tokens.All(BotTexts.IsToken))
            reader.Error(BotKeys.TokensFile, $"{Printable.Quote(file)} has a line that is none: {BotTexts.TokenProblem}");
        return [.. tokens.Where(BotTexts.IsToken).Select(static one => new Secret(one))];
    }

    private static Secret? OneSecret(SettingsReader reader, ConfigurationKey<string?> key, ConfigurationKey<string?> fileKey)
    {
        string? said = reader.Get(key, BotKeys.Section);
        string? file = reader.Get(fileKey);
        if (said is not null && file is not null)
            reader.Error(fileKey, $"stands beside {key.Name}; keep one of them");
        if (said is not null || file is null)
            return said is null ? null : new Secret(said);
        string[] lines = Lines(reader, fileKey, file);
        if (lines.Length == 1)
            return new Secret(lines[0]);
        reader.Error(fileKey, $"{Printable.Quote(file)} does not hold one line of UTF-8 text; write the secret into it, and nothing else");
        return null;
    }

    /// <summary>Without empty ones.</summary>
    private static string[] Lines(SettingsReader reader, ConfigurationKey<string?> key, string file)
    {
        if (ConfigurationFiles.ReadBytes(file, FileBytesMax, problem => reader.Error(key, $"{Printable.Quote(file)} {problem}")) is not { } bytes)
            return [""];
        ConfigurationFiles.WarnIfWorldReadable(file, reader.OriginOf(key), key.Section, key.Name, reader.Problems);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>So that paths go on behind it.</summary>
    private static Uri WithSlash(Uri url) => url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}

/// <summary>What no key of <c>[bot]</c> can say alone.</summary>
internal static class BotChecks
{
    public static void Check(BotSettings bot, IReadOnlyList<ChannelSettings> channels, SettingsReader reader)
    {
        CheckRelay(bot, channels, reader);
        if (bot.WebexToken is null != bot.WebhookSecret is null && !reader.Problems.HasErrors)
            reader.Warning(
                bot.WebexToken is null ? BotKeys.WebhookSecretFile : BotKeys.WebexTokenFile,
                $"commands need both webex_token_file and webhook_secret_file; write {(bot.WebexToken is null ? "webex_token_file" : "webhook_secret_file")}, too");
        if (bot.TakesCommands && bot.Trusted.IsEmpty)
            reader.Warning(BotKeys.Trusted, "nobody may give commands; write addresses, or @ and your domain");
        if (bot.Zabbix is { Token: null, User.Length: 0 })
            reader.Error(BotKeys.ZabbixUrl, "Zabbix wants to know who asks; write zabbix_token_file, or zabbix_user and zabbix_password_file");
        if (bot.Zabbix is { Token: not null, User.Length: > 0 })
            reader.Error(BotKeys.ZabbixUser, "stands beside zabbix_token; keep one of them");
        if (bot.Zabbix is { User.Length: > 0, Password: null, Token: null })
            reader.Error(BotKeys.ZabbixUser, "needs zabbix_password_file; write it");
        CheckFile(BotKeys.ZabbixCaFile, bot.Zabbix?.CaFile, reader);
        CheckFile(BotKeys.WebexCaFile, bot.WebexCaFile, reader);
        if (bot.TemplatesFolder is { } folder && !Directory.Exists(folder))
            reader.Error(BotKeys.Templates, $"{Printable.Quote(folder)} does not exist; write the path of the folder");
        Bot.Answers.BotTemplates.Load(bot.TemplatesFolder, (file, problem) => reader.Error(BotKeys.Templates, $"{file}: {problem}"));
        if (!reader.IsSaid(BotKeys.PublicUrl) || bot.PublicUrl is null)
            return;
        if (bot.PublicUrl.Scheme != Uri.UriSchemeHttps)
            reader.Warning(BotKeys.PublicUrl, "is not https, so what people write about goes over the Internet for everybody to read; write https:// ([http] tls)");
    }

    private static void CheckRelay(BotSettings bot, IReadOnlyList<ChannelSettings> channels, SettingsReader reader)
    {
        if (reader.IsSaid(BotKeys.Channel) && bot.Channel is { } name && channels.All(channel => channel.Name != name))
            reader.Error(BotKeys.Channel, $"there is no [channel:{Printable.Text(name)}]; write that section, or the name of another one");
        if (bot.Tokens.Count > 0 && bot.Channel is null)
            reader.Warning(reader.IsSaid(BotKeys.TokensFile) ? BotKeys.TokensFile : BotKeys.Tokens, "nothing is relayed without a channel; write [channel:webex], and channel if there are several");
        if (bot.Tokens.Count > 0 && bot is { Recipients: null, Trusted.IsEmpty: true })
            reader.Warning(BotKeys.Recipients, "nobody may be told; write addresses, @ and your domain, or ids of rooms");
    }

    private static void CheckFile(ConfigurationKey<string?> key, string? path, SettingsReader reader)
    {
        if (path is not null && !File.Exists(path))
            reader.Error(key, $"{Printable.Quote(path)} does not exist; write the path of the file");
    }
}
