using System.Buffers.Text;
using System.Text;

namespace LogHog.Torture.Harness;

/// <summary>
/// Judges the files against what the senders know: each acknowledged event exactly once, whole, in its file, in the order in
/// which its client sent it; of a request without an answer all or nothing.
/// </summary>
internal sealed class Oracle
{
    private readonly LoadShape _shape;
    private readonly Verdict _verdict = new();
    private readonly Dictionary<int, ClientEvents> _clients;

    private Oracle(LoadShape shape, IEnumerable<ClientKnowledge> clients)
    {
        _shape = shape;
        _clients = clients.ToDictionary(static known => known.Client, known => new ClientEvents(known, shape.EventsPerRequest));
    }

    /// <param name="logDir">The log folder of a server that has stopped, or has nothing more to write.</param>
    /// <param name="load">The senders; they are not sending.</param>
    public static Task<Verdict> JudgeAsync(string logDir, Load load) => JudgeAsync(
        logDir, load.Shape, load.Senders.Select(static s => new ClientKnowledge(s.Client, s.Acknowledged, s.Attempted)));

    /// <inheritdoc cref="JudgeAsync(string, Load)"/>
    /// <param name="logDir">The log folder.</param>
    /// <param name="shape">What was sent.</param>
    /// <param name="clients">What was acknowledged.</param>
    public static async Task<Verdict> JudgeAsync(string logDir, LoadShape shape, IEnumerable<ClientKnowledge> clients)
    {
        Oracle oracle = new(shape, clients);
        foreach (string folder in LogFolder.Applications(logDir))
            oracle.ReadLog(Path.GetFileName(folder), await LogFolder.ReadAsync(folder));
        foreach (ClientEvents events in oracle._clients.Values)
            events.Judge(oracle._verdict);
        return oracle._verdict;
    }

    private void ReadLog(string app, ReadOnlySpan<byte> text)
    {
        Dictionary<int, (long Sequence, int Index)> last = [];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (end < 0 || !TryParse(line, app, out int client, out long sequence, out int index))
            {
                _verdict.AddTorn($"{app}: {Encoding.ASCII.GetString(line)}");
                continue;
            }

            string name = $"{app} c{client} s{sequence} e{index}";
            if (!_clients.TryGetValue(client, out ClientEvents? events) || !events.TryAdd(sequence, index, out bool isDouble)
                || LoadShape.AppOf(_shape.FileOf(client, sequence, index)) != app)
            {
                _verdict.AddStrange(name);
                continue;
            }

            if (isDouble)
                _verdict.AddDoubled(name);
            else if (last.TryGetValue(client, out var before) && before.CompareTo((sequence, index)) > 0)
                _verdict.AddOutOfOrder($"{name} behind s{before.Sequence} e{before.Index}");
            last[client] = (sequence, index);
            _verdict.Events++;
        }
    }

    /// <summary><c>TIME torture app001: INFO c1 s2 e3 fill</c>, every byte of it; behind it only <c> {received=TIME}</c> may stand.</summary>
    private static bool TryParse(ReadOnlySpan<byte> line, string app, out int client, out long sequence, out int index)
    {
        client = index = 0;
        sequence = 0;
        Span<byte> head = stackalloc byte[64];
        head = head[..Encoding.ASCII.GetBytes($" {LoadShape.Host} {app}: INFO ", head)];
        int space = line.IndexOf((byte)' ');
        if (space is < 20 or > 40 || line[0] != '2' || !line[space..].StartsWith(head))
            return false;
        ReadOnlySpan<byte> body = WithoutReceiptTime(line[(space + head.Length)..]);
        ReadOnlySpan<byte> rest = body;
        if (!TryNumber(ref rest, (byte)'c', out long clientNumber) || !TryNumber(ref rest, (byte)'s', out sequence)
            || !TryNumber(ref rest, (byte)'e', out long indexNumber))
            return false;
        client = (int)clientNumber;
        index = (int)indexNumber;
        Span<byte> expected = stackalloc byte[256];
        return body.SequenceEqual(expected[..LoadShape.WriteBody(expected, client, sequence, index)]);
    }

    private static ReadOnlySpan<byte> WithoutReceiptTime(ReadOnlySpan<byte> body)
    {
        int group = body.LastIndexOf(" {received=2"u8);
        return group > 0 && body.IndexOf((byte)'}') == body.Length - 1 ? body[..group] : body;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, byte letter, out long number)
    {
        number = 0;
        if (text.IsEmpty || text[0] != letter || !Utf8Parser.TryParse(text[1..], out number, out int used)
            || text.Length < used + 2 || text[used + 1] != ' ')
            return false;
        text = text[(used + 2)..];
        return true;
    }
}

/// <param name="Client">Which.</param>
/// <param name="Acknowledged">Every request up to this one was acknowledged.</param>
/// <param name="Attempted">The last one that was sent; no other is uncertain.</param>
internal sealed record ClientKnowledge(int Client, long Acknowledged, long Attempted);
