using System.Text;
using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tail;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Tail;

/// <summary>One tail of an engine, and the rows that it was given so far as the lines of JSON that a client gets.</summary>
internal sealed class TailWatcher : IPipeProcessor, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RowJson _json = new();

    private TailWatcher()
    {
    }

    public TailSession Session { get; private set; } = null!;

    public List<string> Lines { get; } = [];

    /// <summary>The field <c>_msg</c> of each row.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Looks for the history and reads all of it.</summary>
    public async Task ReadHistoryAsync()
    {
        await Session.FindHistoryAsync(CancellationToken.None);
        while (await Session.ReadAsync())
        {
        }
    }

    public TailSkipped Skipped { get; private set; }

    public static async Task<TailWatcher> OpenAsync(
        EngineHost host, string query = "*", Func<TailRequest, TailRequest>? change = null)
    {
        TailWatcher watcher = new();
        TailRequest request = new() { Query = now => LogsQuery.Parse(query, now) };
        TailSession? session = await host.Engine.OpenTailAsync(change?.Invoke(request) ?? request, watcher, CancellationToken.None);
        watcher.Session = session ?? throw new InvalidOperationException("as many tails as may be");
        return watcher;
    }

    /// <summary>Reads until there are so many rows.</summary>
    public Task ReadAsync(int rows) => ReadAsync(() => Lines.Count >= rows);

    public async Task ReadAsync(Func<bool> isEnough)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!isEnough())
        {
            await Session.WaitAsync(Limit, limit.Token);
            await Session.ReadAsync();
            TailSkipped skipped = Session.TakeSkipped();
            Skipped = new TailSkipped(Skipped.Unseen + skipped.Unseen, Skipped.LeftOut + skipped.LeftOut);
        }
    }

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            System.Buffers.ArrayBufferWriter<byte> line = new();
            _json.Write(batch[i], line);
            Lines.Add(Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\n'));
            Messages.Add(Encoding.UTF8.GetString(batch[i].Get("_msg")));
        }

        return true;
    }

    public void Flush()
    {
    }

    public void Dispose() => Session.Dispose();
}
