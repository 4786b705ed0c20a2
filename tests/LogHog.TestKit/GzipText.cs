using System.IO.Compression;

namespace LogHog.TestKit;

/// <summary>Reads log files whether they are archives already or not.</summary>
public static class GzipText
{
    public static IEnumerable<string> ReadLines(string path)
    {
        using Stream stream = File.OpenRead(path);
        using StreamReader reader = new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
