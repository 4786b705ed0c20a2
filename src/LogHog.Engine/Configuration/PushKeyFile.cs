using LogHog.Protocols.ConfigPush;

namespace LogHog.Engine.Configuration;

/// <summary>A key for pushes out of its file.</summary>
public static class PushKeyFile
{
    /// <param name="path">The file.</param>
    /// <param name="tell">Takes what is wrong and what to do; the message follows the file's name.</param>
    /// <returns>Null when there is none to use.</returns>
    public static PushKey? Read(string path, Action<string> tell)
    {
        if (ConfigurationFiles.ReadBytes(path, PushKeyText.BytesMax, tell) is not { } bytes)
            return null;
        PushKey? key = PushKeyText.Parse(bytes, out string problem);
        if (key is null)
            tell(problem);
        return key;
    }
}
