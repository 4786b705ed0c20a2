using System.Text;

namespace LogHog.Torture.Harness;

/// <summary>
/// What client <c>c</c> sends as its request <c>n</c>: a pure function, so that the oracle has to remember numbers only, and can
/// tell of each byte of each line whether it is what was sent.
/// </summary>
/// <param name="Files">Log files that the events go to, one application each.</param>
/// <param name="EventsPerRequest">Events in a request.</param>
/// <param name="FilesPerRequest">Files that a request touches.</param>
internal sealed record LoadShape(int Files = 200, int EventsPerRequest = 200, int FilesPerRequest = 5)
{
    public const string Host = "torture";
    private const int FillBytesMin = 30;
    private const int FillBytesSpan = 150;
    private static readonly byte[] Letters = MakeLetters();

    public static string AppOf(int file) => $"app{file:d3}";

    /// <summary>Which file an event goes to.</summary>
    public int FileOf(int client, long sequence, int index) =>
        (int)(((client * 37L) + (sequence * FilesPerRequest) + (index % FilesPerRequest)) % Files);

    /// <summary>The bytes of an event's body: who, which request, which event, and a fill that follows from these.</summary>
    public static int WriteBody(Span<byte> target, int client, long sequence, int index)
    {
        int written = Encoding.ASCII.GetBytes($"c{client} s{sequence} e{index} ", target);
        ReadOnlySpan<byte> fill = Fill(client, sequence, index);
        fill.CopyTo(target[written..]);
        return written + fill.Length;
    }

    /// <summary>A request's body: one JSON object a line.</summary>
    public byte[] Request(int client, long sequence)
    {
        using MemoryStream body = new(EventsPerRequest * 200);
        Span<byte> text = stackalloc byte[64 + FillBytesMin + FillBytesSpan];
        for (int index = 0; index < EventsPerRequest; index++)
        {
            body.Write("{\"app\":\""u8);
            body.Write(Encoding.ASCII.GetBytes(AppOf(FileOf(client, sequence, index))));
            body.Write("\",\"host\":\"torture\",\"level\":\"info\",\"_msg\":\""u8);
            body.Write(text[..WriteBody(text, client, sequence, index)]);
            body.Write("\"}\n"u8);
        }

        return body.ToArray();
    }

    private static ReadOnlySpan<byte> Fill(int client, long sequence, int index)
    {
        uint hash = (uint)((client * 2_654_435_761L) + (sequence * 40_503L) + (index * 97L));
        return Letters.AsSpan((int)(hash % 60_000), FillBytesMin + (int)(hash / 7 % FillBytesSpan));
    }

    private static byte[] MakeLetters()
    {
        // Any fixed text without white space does; a seed of its own keeps it out of the runs' seeds.
        Random random = new(20_261_120);
        byte[] letters = new byte[61_000];
        for (int index = 0; index < letters.Length; index++)
            letters[index] = (byte)('a' + random.Next(26));
        return letters;
    }
}
