using System.Text;
using LogHog.Engine.Formats;
using LogHog.Engine.Inputs.Following;
using LogHog.Protocols.Events;
using LogHog.Protocols.Text;

namespace LogHog.Engine.Inputs.Tail;

/// <summary>Reads the lines of followed files as events, as the input's settings want it. For one thread.</summary>
internal sealed class TailEvents(TailSettings settings, TimeZoneInfo zone, FollowCounters counters)
{
    private static readonly ReadOnlyMemory<byte> PathField = "log.file.path"u8.ToArray();

    private readonly ILineParser[] _parsers = LineParsers.Create(settings.TimeZone ?? zone, settings.Format, settings.Pattern);
    private readonly Dictionary<string, Names> _names = new(StringComparer.Ordinal);
    private byte[] _decoded = [];

    /// <summary>What a file's events are called.</summary>
    private sealed record Names(ReadOnlyMemory<byte> App, ReadOnlyMemory<byte> Module, ReadOnlyMemory<byte> Host, ReadOnlyMemory<byte> Path);

    /// <param name="path">The followed path.</param>
    /// <param name="text">One event as it stands in the file.</param>
    /// <param name="nowUnixNs">For lines without a time.</param>
    /// <param name="logEvent">Filled; borrowed from the text and from this until the next call.</param>
    public void Read(string path, ReadOnlyMemory<byte> text, long nowUnixNs, LogEvent logEvent)
    {
        if (!_names.TryGetValue(path, out Names? names))
            names = Remember(path);
        text = Decode(text);
        var context = new LineContext(names.App, nowUnixNs);
        if (!TryParse(text, context, logEvent, out bool hasTime))
        {
            logEvent.Clear();
            logEvent.Body = text;
        }

        if (!hasTime)
            logEvent.TimeUnixNs = nowUnixNs;
        logEvent.App = names.App;
        if (!names.Module.IsEmpty)
            logEvent.Module = names.Module;
        if (!names.Host.IsEmpty)
            logEvent.Host = names.Host;
        if (settings.PathField)
            logEvent.Fields.Add(new EventField(PathField, FieldKind.Text, names.Path));
    }

    private bool TryParse(ReadOnlyMemory<byte> text, LineContext context, LogEvent logEvent, out bool hasTime)
    {
        hasTime = false;
        foreach (ILineParser parser in _parsers)
        {
            if (!parser.TryParse(text, context, logEvent))
                continue;
            hasTime = parser.HasTime;
            return true;
        }

        return false;
    }

    /// <summary>What is not of the encoding is marked byte by byte (U+DCNN), so that nothing is lost.</summary>
    private ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> text)
    {
        bool isLatin1 = settings.Encoding == TextEncoding.Latin1;
        if (Ascii.IsValid(text.Span) || (!isLatin1 && !SurrogateEscape.IsNeeded(text.Span)))
            return text;
        if (_decoded.Length < text.Length * SurrogateEscape.ExpansionMax)
            _decoded = new byte[text.Length * SurrogateEscape.ExpansionMax];
        if (!isLatin1)
        {
            counters.HadBadBytes();
            return _decoded.AsMemory(0, SurrogateEscape.Write(text.Span, _decoded));
        }

        int written = 0;
        foreach (byte one in text.Span)
        {
            if (one >= 0x80)
                _decoded[written++] = (byte)(0xC0 | (one >> 6));
            _decoded[written++] = one >= 0x80 ? (byte)(0x80 | (one & 0x3F)) : one;
        }

        return _decoded.AsMemory(0, written);
    }

    private Names Remember(string path)
    {
        var names = new Names(Text(settings.App), ModuleName.Normalize(Text(settings.Module)), Text(settings.Host), Encoding.UTF8.GetBytes(path));
        // A pattern that meets ever new names must not be remembered for ever.
        if (_names.Count > settings.FilesMax)
            _names.Clear();
        _names.Add(path, names);
        return names;

        ReadOnlyMemory<byte> Text(string template) => Encoding.UTF8.GetBytes(template
            .Replace("{file}", Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)
            .Replace("{folder}", Path.GetFileName(Path.GetDirectoryName(path)), StringComparison.Ordinal));
    }
}
