using System.Text;

namespace LogHog.Engine.Storage;

/// <summary>
/// Where the log file of a facility lies beneath the log folder: <c>app/module.log</c>, <c>app/root.log</c>, and with a file per
/// host <c>app/host-module.log</c>. Two different (app, module, host) never get the same name, and no name can leave its folder,
/// be hidden, or look like an archive (<see cref="ArchiveName"/>), whatever the network sent (spec §6, mistake 2).
/// </summary>
/// <remarks>
/// <para>How the names are kept apart. <c>A-Z a-z 0-9 . _ -</c> stay, every other byte is <c>%HH</c>. A dot or hyphen at the start
/// is escaped too. A module has its hyphens escaped, so that the last hyphen of a file name always parts host and module, and a
/// file name without one has no host. The module <c>root</c> (<c>root.root</c> on the wire) is <c>%72oot</c>, because
/// <c>root.log</c> is the root module's. Live files end with <c>.log</c> (<c>.log.gz</c> if written compressed), archives never do.</para>
/// <para>A name that gets too long is cut and ends with <c>~</c> and 128 bits of its SHA-256 (no other name has a <c>~</c>): then
/// names differ as surely as nobody finds two with the same 128 bits, and the name cannot be read back in full.</para>
/// </remarks>
public static class FileNames
{
    /// <summary>The end of a live file's name.</summary>
    public const string LiveSuffix = ".log";

    /// <summary>The end of a live file's name that is written compressed (<c>compress_on_write</c>).</summary>
    public const string LiveGzipSuffix = ".log.gz";

    // A file name has 255 bytes. The stem's 180 leave room for ".log", an archive's time and format (31), a temporary name's
    // dot and suffix, and what an index adds to an archive's name.
    private const int StemBytesMax = 180;
    private const int HostBytesMax = 80;
    private const int ModuleBesideHostBytesMax = StemBytesMax - HostBytesMax - 1;

    /// <summary>The path of a live file, relative to the log folder, with one <c>/</c>.</summary>
    /// <param name="app">The application, as bytes of the event.</param>
    /// <param name="module">The module in plain form; empty = the root module.</param>
    /// <param name="host">The host, if the facility has a file per host; empty = none.</param>
    /// <param name="suffix"><see cref="LiveSuffix"/> or <see cref="LiveGzipSuffix"/>.</param>
    public static string LogFile(
        ReadOnlySpan<byte> app, ReadOnlySpan<byte> module, ReadOnlySpan<byte> host = default, string suffix = LiveSuffix)
    {
        StringBuilder path = new();
        FileNameText.Append(path, app, StemBytesMax, escapesHyphen: false);
        path.Append('/');
        if (!host.IsEmpty)
        {
            FileNameText.Append(path, host, HostBytesMax, escapesHyphen: false);
            path.Append('-');
        }
        int moduleBytesMax = host.IsEmpty ? StemBytesMax : ModuleBesideHostBytesMax;
        if (module.IsEmpty)
            path.Append("root");
        else if (module.SequenceEqual("root"u8))
            path.Append("%72oot");
        else
            FileNameText.Append(path, module, moduleBytesMax, escapesHyphen: true);
        return path.Append(suffix).ToString();
    }

    /// <inheritdoc cref="LogFile(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, string)"/>
    public static string LogFile(string app, string module, string host = "", string suffix = LiveSuffix) =>
        LogFile(Encoding.UTF8.GetBytes(app), Encoding.UTF8.GetBytes(module), Encoding.UTF8.GetBytes(host), suffix);

    /// <summary>The name of an application's folder.</summary>
    public static string AppFolder(ReadOnlySpan<byte> app)
    {
        StringBuilder name = new();
        FileNameText.Append(name, app, StemBytesMax, escapesHyphen: false);
        return name.ToString();
    }

    /// <summary>Reads the path of a live file back; for the start and for searching a folder.</summary>
    /// <param name="path">Relative to the log folder.</param>
    /// <param name="file">What it is the file of.</param>
    /// <returns>False for every path that <see cref="LogFile(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, string)"/> does not give.</returns>
    public static bool TryParse(string path, out LogFileIdentity file)
    {
        file = default;
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string suffix = path.EndsWith(LiveGzipSuffix, StringComparison.Ordinal) ? LiveGzipSuffix : LiveSuffix;
        if (slash < 0 || !path.EndsWith(suffix, StringComparison.Ordinal) || path.Length < slash + 1 + suffix.Length)
            return false;
        ReadOnlySpan<char> stem = path.AsSpan()[(slash + 1)..^suffix.Length];
        int hyphen = stem.LastIndexOf('-');
        ReadOnlySpan<char> moduleText = stem[(hyphen + 1)..];
        byte[] host = [];
        byte[] module = [];
        bool hostIsCut = false;
        bool moduleIsCut = false;
        if (!FileNameText.TryRead(path.AsSpan(0, slash), out byte[] app, out bool appIsCut)
            || (hyphen >= 0 && !FileNameText.TryRead(stem[..hyphen], out host, out hostIsCut))
            || (moduleText is not "root" && !FileNameText.TryRead(moduleText, out module, out moduleIsCut)))
            return false;
        file = new LogFileIdentity(app, module, host, appIsCut || moduleIsCut || hostIsCut);
        // Only the one spelling that we write: anything else is somebody else's file. Cut names cannot be written again.
        return file.IsCut || LogFile(app, module, host, suffix) == path;
    }
}

/// <summary>Whose file it is, as far as its name says.</summary>
/// <param name="App">The application, in the bytes of its events.</param>
/// <param name="Module">The module in plain form; empty = the root module.</param>
/// <param name="Host">The host; empty = a file for all hosts.</param>
/// <param name="IsCut">One of the texts is only the beginning of a long name, followed by <c>~</c> and its hash.</param>
public readonly record struct LogFileIdentity(
    ReadOnlyMemory<byte> App, ReadOnlyMemory<byte> Module, ReadOnlyMemory<byte> Host, bool IsCut);
