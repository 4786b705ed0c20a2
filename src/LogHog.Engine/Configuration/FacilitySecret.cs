using System.Text;
using System.Text.Unicode;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>A facility's secret, out of the configuration or out of a file of its own. No message here repeats it.</summary>
internal sealed class FacilitySecret(ProblemList problems)
{
    // 256 random bits take 64 hexadecimal digits; a passphrase fits, a key file in PEM by mistake does not.
    private const int FileBytesMax = 1024;

    /// <param name="section">The nearest section that says <c>secret</c> or <c>secret_file</c>; the other one of an outer section is not looked at.</param>
    /// <param name="reader">Gives the values, so that they are printed.</param>
    public string? Read(WrittenSection? section, FacilitySettingsBuilder.Reader reader)
    {
        RawValue? text = section?.Values.GetValueOrDefault(FacilityKeys.Secret.Name);
        RawValue? file = section?.Values.GetValueOrDefault(FacilityKeys.SecretFile.Name);
        string? secret = reader.Get(FacilityKeys.Secret, text);
        string? path = reader.Get(FacilityKeys.SecretFile, file);
        if (text is { Text.Length: > 0 } && file is { Text.Length: > 0 })
        {
            problems.Error(file.Origin, file.Section, file.Key, "stands beside secret in one section; keep one of them");
            return secret;
        }

        if (secret is not null)
            ConfigurationFiles.WarnIfWorldReadable(text!.Origin.Source, text.Origin, text.Section, text.Key, problems);
        else if (path is not null)
            secret = ReadFile(path, file!);
        else if ((text ?? file) is { } empty)
            problems.Warning(empty.Origin, empty.Section, empty.Key, "is empty, so unsigned messages are taken; write a secret if they should not be");
        return secret;
    }

    private string? ReadFile(string path, RawValue key)
    {
        void Tell(string message) => problems.Error(key.Origin, key.Section, key.Key, $"{Printable.Quote(path)} {message}");
        if (ConfigurationFiles.ReadBytes(path, FileBytesMax, Tell) is not { } bytes)
            return null;
        ReadOnlySpan<byte> line = bytes.AsSpan().TrimEnd("\r\n"u8);
        if (line.IsEmpty || line.Contains((byte)'\n') || !Utf8.IsValid(line))
        {
            Tell("does not hold one line of UTF-8 text; write the secret into it, and nothing else");
            return null;
        }

        ConfigurationFiles.WarnIfWorldReadable(path, key.Origin, key.Section, key.Key, problems);
        return Encoding.UTF8.GetString(line);
    }
}
