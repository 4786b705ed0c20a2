using LogHog.Engine.Certificates;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Mail;
using LogHog.Engine.Channels.Templates;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="ChannelSettings"/>.</summary>
internal static class ChannelSettingsBuilder
{
    // A folder of the work folder, a label of metrics, a word of commands.
    private const int NameCharsMax = 64;

    // RFC 6409; RFC 8314 §3.3; RFC 5321; Zabbix's manual, "Zabbix server: ListenPort".
    private const int SubmissionPort = 587;
    private const int SubmissionsPort = 465;
    private const int SmtpPort = 25;
    private const int ZabbixPort = 10051;

    public static IReadOnlyList<ChannelSettings> Build(SettingsReader reader) =>
        [.. reader.Sections(ChannelKeys.Section).Select(section => Build(reader, section)).OfType<ChannelSettings>()];

    private static ChannelSettings? Build(SettingsReader reader, string section)
    {
        string name = section[(ChannelKeys.Section.Length + 1)..];
        if (name.Length > NameCharsMax || name[0] == '.' || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            reader.Error(ChannelKeys.Type, section, $"the channel's name is also a folder; write up to {NameCharsMax} letters, digits, '_', '-' and '.'");
            return null;
        }

        string word = reader.Get(ChannelKeys.Type, section) ?? name;
        if (!Enum.TryParse(word, ignoreCase: true, out ChannelType type) || !Enum.IsDefined(type) || int.TryParse(word, out _))
        {
            string known = string.Join(", ", Enum.GetNames<ChannelType>().Select(static one => one.ToLowerInvariant()));
            reader.Error(ChannelKeys.Type, section, $"{Printable.Quote(word)} is no service known here; write one of: {known}");
            return null;
        }

        ChannelSettings settings = Read(reader, section, name, type);
        CheckKeys(reader, section, type);
        Check(reader, section, settings);
        return settings;
    }

    private static ChannelSettings Read(SettingsReader reader, string section, string name, ChannelType type)
    {
        string contentType = reader.Get(ChannelKeys.ContentType, section);
        ChannelFormat format = reader.Get(ChannelKeys.Format, section);
        string? folder = reader.Get(ChannelKeys.Templates, section);
        if (folder is not null && !Directory.Exists(folder))
            reader.Error(ChannelKeys.Templates, section, $"{Printable.Quote(folder)} is no folder; make it, or take the key out");
        MailTls tls = reader.Get(ChannelKeys.Tls, section);
        bool isSecretUrl = type is ChannelType.Slack or ChannelType.Teams or ChannelType.Webhook;
        return new ChannelSettings
        {
            Name = name,
            Type = type,
            Url = ChannelSecretReader.Read(reader, ChannelKeys.Url, section, isSecretUrl),
            Token = ChannelSecretReader.Read(reader, ChannelKeys.Token, section),
            User = ChannelSecretReader.Read(reader, ChannelKeys.User, section, type == ChannelType.Pushover),
            Password = ChannelSecretReader.Read(reader, ChannelKeys.Password, section),
            SigningKey = ChannelSecretReader.Read(reader, ChannelKeys.SigningKey, section),
            To = reader.Get(ChannelKeys.To, section),
            From = reader.Get(ChannelKeys.From, section),
            Server = WithPort(reader.Get(ChannelKeys.Server, section), type, tls),
            Tls = tls,
            CaFile = reader.Get(ChannelKeys.CaFile, section),
            Device = NoneIfEmpty(reader.Get(ChannelKeys.Device, section)),
            Sound = NoneIfEmpty(reader.Get(ChannelKeys.Sound, section)),
            Priority = reader.Get(ChannelKeys.Priority, section),
            Retry = reader.Get(ChannelKeys.Retry, section),
            Expire = reader.Get(ChannelKeys.Expire, section),
            Tags = reader.Get(ChannelKeys.Tags, section),
            Method = reader.Get(ChannelKeys.Method, section),
            Headers = reader.Get(ChannelKeys.Headers, section),
            ContentType = contentType,
            Format = format,
            Host = reader.Get(ChannelKeys.Host, section),
            Item = reader.Get(ChannelKeys.Item, section),
            Command = reader.Get(ChannelKeys.Command, section),
            Templates = ChannelTemplates.Load(folder, type, format, contentType, (file, problem) => reader.Error(ChannelKeys.Templates, section, $"{Printable.Text(file)} {problem}")),
            Timeout = reader.Get(ChannelKeys.Timeout, section),
            Rate = reader.Get(ChannelKeys.Rate, section),
            QueueMax = reader.Get(ChannelKeys.QueueMax, section),
            GiveUpAfter = reader.Get(ChannelKeys.GiveUpAfter, section),
            AllowPrivate = reader.Get(ChannelKeys.AllowPrivate, section),
        };
    }

    private static HostPort? WithPort(HostPort? server, ChannelType type, MailTls tls)
    {
        if (server is not { Port: 0 })
            return server;
        int port = type == ChannelType.Zabbix ? ZabbixPort : tls switch { MailTls.StartTls => SubmissionPort, MailTls.Implicit => SubmissionsPort, _ => SmtpPort };
        return server with { Port = port };
    }

    private static string? NoneIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>What is missing, and what would do nothing.</summary>
    private static void CheckKeys(SettingsReader reader, string section, ChannelType type)
    {
        ChannelTypeKeys keys = ChannelTypeKeys.Of(type);
        string word = type.ToString().ToLowerInvariant();
        foreach (ConfigurationKey key in ChannelKeys.All.Except(keys.Keys).Except(ChannelTypeKeys.Common).Where(key => reader.IsChanged(key, section)))
        {
            IEnumerable<string> others = Enum.GetValues<ChannelType>().Where(one => ChannelTypeKeys.Of(one).Keys.Contains(key)).Select(static one => one.ToString().ToLowerInvariant());
            reader.Error(key, section, $"{word} does not use it, only {string.Join(", ", others)}; take it out");
        }

        foreach (ConfigurationKey key in keys.Needed)
        {
            bool isSecret = key.IsSecret;
            bool isSaid = reader.IsChanged(key, section) || (isSecret && ChannelKeys.All.Any(one => (one.Name == $"{key.Name}_file" || one.Name == $"{key.Name}_env") && reader.IsChanged(one, section)));
            if (!isSaid)
                reader.Error(key, section, $"is missing, and {word} needs it; write {(isSecret ? $"{key.Name}_file = PATH" : $"{key.Name} = …")}");
        }
    }

    private static void Check(SettingsReader reader, string section, ChannelSettings settings)
    {
        if (settings.CaFile is not null)
            CheckCaFile(reader, section, settings.CaFile);
        if (settings.Url is { } url && Uri.TryCreate(url.Reveal(), UriKind.Absolute, out Uri? address) && LinkGuard.Problem(address, settings.AllowPrivate) is { } problem)
            reader.Error(ChannelKeys.Url.Text, section, $"{problem}; write allow_private = yes if that is meant");
        if (settings.Type == ChannelType.Slack && (settings.Url is null) == (settings.Token is null))
            reader.Error(ChannelKeys.Url.Text, section, "slack needs either the URL of an incoming webhook (url_file) or a bot's token (token_file) and to; write one of them");
        if (settings is { Type: ChannelType.Slack, Token: not null, To.Count: 0 })
            reader.Error(ChannelKeys.To, section, "is missing, and a bot needs it; write the channel, such as to = #ops");
        if (settings is { Type: ChannelType.Slack, Token: null, To.Count: > 0 })
            reader.Error(ChannelKeys.To, section, "an incoming webhook tells the channel that it was made for; take it out");
        if (settings.Priority is { } priority && settings.Type == ChannelType.Pushover && priority > 2)
            reader.Error(ChannelKeys.Priority, section, "Pushover has -2 to 2; write one of these");
        if (settings.Priority is < 1 && settings.Type == ChannelType.Ntfy)
            reader.Error(ChannelKeys.Priority, section, "ntfy has 1 to 5; write one of these");
        if (settings.Type == ChannelType.Email)
            CheckMail(reader, section, settings);
        if (settings.Command is [var program, ..] && !File.Exists(program))
            reader.Error(ChannelKeys.Command, section, $"{Printable.Quote(program)} does not exist; write the path of the program");
        foreach (string to in settings.To.Where(to => !RecipientRules.Fits(settings.Type, to)))
            reader.Error(ChannelKeys.To, section, $"{Printable.Quote(to)} does not fit; write {RecipientRules.WhatToWrite(settings.Type)}");
    }

    private static void CheckMail(SettingsReader reader, string section, ChannelSettings settings)
    {
        if (settings.From.Length > 0 && MailAddress.Parse(settings.From) is null)
            reader.Error(ChannelKeys.From, section, $"{Printable.Quote(settings.From)} is no address; write one such as LogHog <loghog@example.org>");
        if ((settings.User is null) != (settings.Password is null))
            reader.Error(settings.User is null ? ChannelKeys.User.Text : ChannelKeys.Password.Text, section, "user and password belong together; write both");
        if (settings is { Tls: MailTls.None, Password: not null, Server: { } server } && !MailSession.IsThisMachine(server.Host))
            reader.Error(ChannelKeys.Tls, section, "a password is not sent over the network in the clear; write starttls or implicit");
    }

    private static void CheckCaFile(SettingsReader reader, string section, string path)
    {
        try
        {
            if (PemContent.Read(path).Certificates.Count == 0)
                reader.Error(ChannelKeys.CaFile, section, $"{Printable.Quote(path)} holds no certificate; write the path of the authorities' PEM file");
        }
        catch (CertificateFileException wrong)
        {
            reader.Error(ChannelKeys.CaFile, section, wrong.Message);
        }
    }
}
