using System.Diagnostics;

namespace LogHog.LoadGenerator.Verifying;

/// <summary>What is in a receiver's files, compared with what was sent. Written as one line of JSON.</summary>
/// <param name="Lines">Lines that carry a whole marker.</param>
/// <param name="Missing">Messages that are in no file.</param>
/// <param name="Duplicated">Lines whose message another line carries too.</param>
/// <param name="Torn">Lines with a marker that does not fit itself: cut, joined or mixed.</param>
/// <param name="Foreign">Lines without any marker that do not continue another line.</param>
/// <param name="OutOfOrder">Lines that stand behind a later message of the same connection in the same file.</param>
internal sealed record VerifyResult(long Lines, long Missing, long Duplicated, long Torn, long Foreign, long OutOfOrder)
{
    public bool IsPerfect => Missing == 0 && Duplicated == 0 && Torn == 0 && Foreign == 0;
}

/// <summary>
/// Reads every file below a folder (not what begins with a dot: indexes), archives through their own tools, and checks each line's <see cref="Marker"/>.
/// Memory: one bit a message, one piece of a file, whatever the size of the files.
/// </summary>
internal sealed class FileVerifier(long[] sentPerConnection)
{
    private readonly SequenceSet[] _seen = [.. sentPerConnection.Select(sent => new SequenceSet(sent))];
    private readonly long[] _lastInFile = new long[sentPerConnection.Length];
    private long _lines;
    private long _duplicated;
    private long _torn;
    private long _foreign;
    private long _outOfOrder;

    public VerifyResult Verify(string folder)
    {
        var everyFile = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        foreach (string path in Directory.EnumerateFiles(folder, "*", everyFile).Order(StringComparer.Ordinal))
            ReadFile(path);
        return new VerifyResult(
            _lines, _seen.Sum(set => set.Missing), _duplicated, _torn, _foreign, _outOfOrder);
    }

    private void ReadFile(string path)
    {
        Array.Fill(_lastInFile, -1);
        string? tool = Path.GetExtension(path) switch { ".xz" => "xz", ".gz" => "gzip", ".bz2" => "bzip2", ".zst" => "zstd", _ => null };
        if (tool is null)
        {
            using FileStream file = File.OpenRead(path);
            LineReader.ForEachLine(file, ReadLine);
            return;
        }

        using Process unpack = Process.Start(new ProcessStartInfo(tool, ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        LineReader.ForEachLine(unpack.StandardOutput.BaseStream, ReadLine);
        unpack.WaitForExit();
        if (unpack.ExitCode != 0)
            throw new InvalidDataException($"{tool} cannot read {path}");
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf((byte)'@');
        if (at < 0)
        {
            if (!line.StartsWith((byte)'\t'))
                _foreign++;
            return;
        }

        ReadOnlySpan<byte> marked = WithoutFields(line[at..]);
        if (!IsWhole(marked, out int connection, out long sequence))
        {
            _torn++;
            return;
        }

        _lines++;
        if (!_seen[connection].Add(sequence))
            _duplicated++;
        if (sequence < _lastInFile[connection])
            _outOfOrder++;
        _lastInFile[connection] = Math.Max(_lastInFile[connection], sequence);
    }

    /// <summary>loghogd writes what else came with the message, a facility say, in braces behind it.</summary>
    private static ReadOnlySpan<byte> WithoutFields(ReadOnlySpan<byte> marked)
    {
        int end = marked[1..].IndexOf((byte)'@') + 2;
        ReadOnlySpan<byte> fields = marked[end..];
        return end > 1 && fields.StartsWith(" {"u8) && fields.EndsWith("}"u8) ? marked[..end] : marked;
    }

    private bool IsWhole(ReadOnlySpan<byte> marked, out int connection, out long sequence)
    {
        connection = 0;
        sequence = 0;
        if (marked.Length < Marker.HeadBytes + Marker.TailBytes)
            return false;
        connection = (int)Marker.ReadDigits(marked.Slice(1, Marker.ConnectionDigits));
        sequence = Marker.ReadDigits(marked.Slice(Marker.SequenceOffset, Marker.SequenceDigits));
        return marked[^1] == '@'
            && marked[1..].IndexOf((byte)'@') == marked.Length - 2
            && Marker.ReadDigits(marked.Slice(Marker.LengthOffset, Marker.LengthDigits)) == marked.Length
            && Marker.ReadDigits(marked[^(Marker.SequenceDigits + 1)..^1]) == sequence
            && (uint)connection < (uint)_seen.Length
            && _seen[connection].Holds(sequence);
    }
}
