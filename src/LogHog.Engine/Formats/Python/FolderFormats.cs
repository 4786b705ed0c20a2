using System.Text;
using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// The Python formats in which the files of a folder are, or were, written: in <c>.formats</c> beside them, so that whoever searches the folder can
/// read its lines, also without the configuration and after it changed. Without the file such lines are read as other programs' are.
/// </summary>
/// <remarks>One object a line: app (<c>*</c> = any), module, style, format, datefmt, continuation; the oldest first. Calls may come from several threads.</remarks>
internal sealed class FolderFormats
{
    private const string FileName = ".formats";
    private const string FreshName = ".formats.new";
    private const string AnyApp = "*";

    /// <summary>A format is a setting that people change a few times; the oldest of more are forgotten.</summary>
    private const int FormatsMax = 1000;

    // A thousand long ones.
    private const int FileBytesMax = 4 << 20;

    private readonly Lock _lock = new();
    private volatile Entry[] _entries = [];

    /// <summary>One facility's format.</summary>
    private sealed record Entry(string App, string Module, PythonFormatSettings Settings);

    /// <summary>Those that the folder's file names; what cannot be read of it is passed over.</summary>
    public static FolderFormats Open(RootedFolder folder)
    {
        var formats = new FolderFormats();
        try
        {
            // Most folders have none.
            if (folder.Status(FileName) is null)
                return formats;
            using DurableFile file = folder.OpenRead(FileName);
            byte[] text = new byte[Math.Min(file.Length, FileBytesMax)];
            int length = file.Read(0, text);
            formats._entries = [.. Encoding.UTF8.GetString(text, 0, length).Split('\n').Select(Read).OfType<Entry>()];
        }
        catch (DiskException)
        {
            // As good as none: what is searched is read as other programs' lines are.
        }

        return formats;
    }

    /// <summary>The formats that a file's lines may have, the oldest first: what is appended to the list changes no line that was read before.</summary>
    public IReadOnlyList<PythonFormatSettings> Of(LogFileIdentity identity)
    {
        if (_entries is not { Length: > 0 } entries)
            return [];
        string app = Encoding.UTF8.GetString(identity.App.Span);
        string module = Encoding.UTF8.GetString(identity.Module.Span);
        return [.. entries.Where(one => one.Module == module && (one.App == app || one.App == AnyApp)).Select(static one => one.Settings)];
    }

    /// <summary>Remembers the formats of the facilities, before a line is written in them.</summary>
    /// <param name="folder">The folder of log files.</param>
    /// <param name="facilities">All of them.</param>
    /// <exception cref="DiskException">They are remembered until the end of the process, but not on the disk.</exception>
    public void Add(RootedFolder folder, IReadOnlyList<FacilitySettings> facilities)
    {
        lock (_lock)
        {
            Entry[] added =
            [
                .. facilities.Where(static one => one.Python is not null)
                    .Select(static one => new Entry(one.App, one.Module, one.Python! with { Defaults = "" })).Except(_entries),
            ];
            if (added.Length == 0)
                return;
            _entries = [.. _entries.Concat(added).TakeLast(FormatsMax)];
            Write(folder);
        }
    }

    private void Write(RootedFolder folder)
    {
        folder.Delete(FreshName);
        using (DurableFile file = folder.CreateNew(FreshName))
        {
            file.WriteAt(0, Encoding.UTF8.GetBytes(string.Concat(_entries.Select(static one => Line(one) + "\n"))));
            file.Sync();
        }

        folder.Rename(FreshName, FileName, replace: true);
        folder.SyncFolder();
    }

    private static string Line(Entry entry) => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["app"] = entry.App,
        ["module"] = entry.Module,
        ["style"] = entry.Settings.Style.ToString(),
        ["format"] = entry.Settings.Format,
        ["datefmt"] = entry.Settings.DateFormat,
        ["continuation"] = entry.Settings.MarksContinuation ? "tab" : "plain",
    });

    private static Entry? Read(string line)
    {
        try
        {
            Dictionary<string, string>? read = line.Length == 0 ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(line);
            if (read is null || !Enum.TryParse(read.GetValueOrDefault("style"), out PythonStyle style))
                return null;
            return new Entry(read.GetValueOrDefault("app", ""), read.GetValueOrDefault("module", ""), new PythonFormatSettings
            {
                Format = read.GetValueOrDefault("format", ""),
                Style = style,
                DateFormat = read.GetValueOrDefault("datefmt", ""),
                MarksContinuation = read.GetValueOrDefault("continuation") == "tab",
            });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
