using System.IO.Compression;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>The files that a user would find, read with the tools that a user has: nothing here is the server's own code.</summary>
internal static class LogFolder
{
    /// <summary>The application folders.</summary>
    public static IEnumerable<string> Applications(string logDir) =>
        Directory.Exists(logDir)
            ? Directory.EnumerateDirectories(logDir).Where(static folder => Path.GetFileName(folder).StartsWith("app", StringComparison.Ordinal))
            : [];

    /// <summary>All text of an application's log, archives first, oldest first; what was put aside (<c>.torn</c>) is not part of it.</summary>
    public static async Task<byte[]> ReadAsync(string folder)
    {
        using MemoryStream text = new();
        byte[] plain = [];
        string plainName = "";
        foreach (string file in Files(folder))
        {
            byte[] content = await ReadFileAsync(file);
            // A kill between the rename and the deletion leaves an archive in both forms: that is one archive if they are equal.
            bool isOtherForm = plainName.Length > 0 && file.StartsWith(plainName + ".", StringComparison.Ordinal) && content.AsSpan().SequenceEqual(plain);
            if (!isOtherForm)
                text.Write(content);
            (plain, plainName) = (content, file);
        }

        return text.ToArray();
    }

    /// <summary>Archives by age, which is the order of their names, then the live file.</summary>
    private static List<string> Files(string folder)
    {
        string live = Path.Combine(folder, "root.log");
        List<string> archives = [.. Directory.EnumerateFiles(folder, "root.log.2*")];
        archives.Sort(static (left, right) => string.CompareOrdinal(Path.GetFileName(left), Path.GetFileName(right)));
        if (File.Exists(live))
            archives.Add(live);
        return archives;
    }

    /// <summary>Of a damaged archive what can be unpacked: what is missing then is lost, and counted so.</summary>
    private static async Task<byte[]> ReadFileAsync(string file)
    {
        using MemoryStream text = new();
        switch (Path.GetExtension(file))
        {
            case ".gz":
                await using (FileStream packed = File.OpenRead(file))
                await using (GZipStream plain = new(packed, CompressionMode.Decompress))
                    await CopyWhatIsGoodAsync(plain, text);
                return text.ToArray();
            case ".xz" or ".zst" or ".bz2":
                string tool = Path.GetExtension(file) switch { ".xz" => "xz", ".zst" => "zstd", _ => "bzip2" };
                ProgramResult result = await ExternalProgram.RunAsync(tool, "-dc", file);
                return System.Text.Encoding.ASCII.GetBytes(result.Output);
            default:
                return await File.ReadAllBytesAsync(file);
        }
    }

    private static async Task CopyWhatIsGoodAsync(GZipStream packed, MemoryStream text)
    {
        try
        {
            await packed.CopyToAsync(text);
        }
        catch (InvalidDataException)
        {
            // The oracle misses the rest.
        }
    }
}
