using LogHog.Engine.Configuration.Ini;

namespace LogHog.Engine.Configuration;

/// <summary>Reads a configuration file and the drop-ins of the folder beside it.</summary>
internal static class ConfigurationFiles
{
    // 10,000 facilities take about 1 MiB; what is larger is another file by mistake.
    private const int FileBytesMax = 16 << 20;

    // One for each of 1,000 applications, as a configuration management tool would make them, and room.
    private const int DropInsMax = 10_000;

    /// <summary>The file first, then its drop-ins in the order of their names: each stronger than those before.</summary>
    /// <returns>Whether there was anything to read.</returns>
    public static bool Read(string file, bool mayBeMissing, string dropInFolder, ConfigurationText text, ProblemList problems)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        List<string> dropIns = DropIns(Path.Combine(Path.GetDirectoryName(file) ?? "", dropInFolder), problems);
        bool isThere = File.Exists(file);
        if (isThere || !(mayBeMissing || dropIns.Count > 0))
            ReadOne(file, folder, text, problems);
        foreach (string dropIn in dropIns)
            ReadOne(dropIn, folder, text, problems);
        return isThere || dropIns.Count > 0;
    }

    /// <summary>Says when anybody on the machine may read a secret in this file.</summary>
    public static void WarnIfWorldReadable(string file, ConfigurationOrigin origin, string section, string key, ProblemList problems)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead))
                problems.Warning(origin, section, key, $"every user of this machine can read the secret in {file}; run chmod o= {file}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It was read a moment ago and is gone now: nothing to warn of.
        }
    }

    /// <summary>The bytes of a file or of a pipe (<c>-c &lt;(…)</c>); null and an error when it cannot be read.</summary>
    public static byte[]? ReadBytes(string file, int bytesMax, Action<string> tell)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[Math.Min(bytesMax + 1, 64 << 10)];
            int length = 0;
            for (int read; (read = stream.Read(bytes, length, bytes.Length - length)) > 0;)
            {
                length += read;
                if (length > bytesMax)
                {
                    tell($"is larger than {bytesMax} bytes; name another file");
                    return null;
                }

                if (length == bytes.Length)
                    Array.Resize(ref bytes, Math.Min(bytesMax + 1, bytes.Length * 2));
            }

            return bytes[..length];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            tell(File.Exists(file) || Directory.Exists(file)
                ? $"cannot be read ({failure.Message}); let the user who starts loghogd read it"
                : "does not exist; create it or name another file");
            return null;
        }
    }

    private static void ReadOne(string file, string folder, ConfigurationText text, ProblemList problems)
    {
        if (ReadBytes(file, FileBytesMax, message => problems.Error(new(file), null, null, message)) is { } bytes)
            text.Add(file, folder, IniReader.Read(bytes), problems);
    }

    // As everywhere with drop-ins: hidden files and other endings (editors' and packagers' copies) do not count.
    private static List<string> DropIns(string folder, ProblemList problems)
    {
        try
        {
            if (!Directory.Exists(folder))
                return [];
            List<string> files =
            [
                .. Directory.EnumerateFiles(folder, "*.conf").Where(file => !Path.GetFileName(file).StartsWith('.')).Take(DropInsMax + 1),
            ];
            if (files.Count > DropInsMax)
                problems.Error(new(folder), null, null, $"holds more than {DropInsMax} files; put several sections into one file");
            files.Sort(StringComparer.Ordinal);
            return files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Error(new(folder), null, null, $"cannot be listed ({failure.Message}); let the user who starts loghogd read it");
            return [];
        }
    }
}
