using LogHog.Engine.Formats;

namespace LogHog.Engine.Search;

/// <summary>
/// The time that lines of no format take over from the events before them, where a part of a file begins with such lines: the file is
/// read from there backwards.
/// </summary>
internal sealed class EarlierTime(EventReader reader)
{
    private const int WindowBytes = 64 << 10;

    private OpenedFile? _file;
    private long _from;

    /// <param name="file">Plain, if the part is not its beginning.</param>
    /// <param name="from">Where the part begins; 0 = there is nothing to look for.</param>
    public void Begin(OpenedFile file, long from) => (_file, _from) = (file, from);

    /// <summary>Called after an event without any time was read: gives it, and those that follow, the time.</summary>
    public void Find()
    {
        for (int window = WindowBytes; _from > 0 && reader.CarriedTime is null;)
        {
            long start = Math.Max(0, _from - window);
            byte[] text = new byte[_from - start];
            int read = _file!.Plain.Read(start, text);
            int first = start == 0 ? 0 : EventStarts.FirstIn(text.AsSpan(0, read));
            if (first < 0 && window < EventLines.EventBytesMax)
            {
                window *= 2;
                continue;
            }

            reader.Skip(text.AsMemory(Math.Max(0, first), read - Math.Max(0, first)));
            _from = start + Math.Max(0, first);
        }

        _from = 0;
        if (reader.CarriedTime is { } unixNs)
            reader.Event.TimeUnixNs = unixNs;
    }
}
