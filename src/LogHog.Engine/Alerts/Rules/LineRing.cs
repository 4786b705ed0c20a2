using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>The newest lines of a group, for people. They are left out where memory is short: the files have them.</summary>
internal sealed class LineRing(AlertMemory memory)
{
    public const int LinesMax = 10;

    // A line of a trace with its first frames; more is not read on a phone.
    private const int LineBytesMax = 1024;
    private const int Overhead = 40;

    private readonly Queue<byte[]> _lines = new();

    public void Add(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\n');
        if (line.IsEmpty)
            return;
        if (line.Length > LineBytesMax)
            line = line[..Utf8.CutLength(line, LineBytesMax)];
        while (_lines.Count >= LinesMax)
            Drop();
        while (!memory.TryTake(line.Length + Overhead))
        {
            if (_lines.Count == 0)
                return;
            Drop();
        }

        _lines.Enqueue(line.ToArray());
    }

    public string[] ToArray() => [.. _lines.Select(static line => Utf8.Decode(line))];

    public void Clear()
    {
        while (_lines.Count > 0)
            Drop();
    }

    private void Drop() => memory.Give(_lines.Dequeue().Length + Overhead);
}
