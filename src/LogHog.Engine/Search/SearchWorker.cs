using LogHog.Engine.Index;

namespace LogHog.Engine.Search;

/// <summary>What one thread of a search has of its own.</summary>
internal sealed class SearchWorker
{
    private readonly SearchQuery _query;
    private readonly EventReader _reader;
    private readonly RowSender _sender;
    private TextScan? _texts;
    private ChunkScan? _chunks;

    public SearchWorker(SearchQuery query)
    {
        _query = query;
        _reader = new EventReader(query.Zone, query.Formats);
        _sender = new RowSender(query.Receiver);
    }

    public void ScanText(OpenedFile file, TextPart part)
    {
        _texts ??= new TextScan(_query, _reader, _sender);
        _texts.Read(file, part);
        _sender.Send();
    }

    public void ScanChunk(OpenedFile file, Chunk chunk)
    {
        _chunks ??= new ChunkScan(_query, _reader, _sender);
        foreach (TextPart part in _chunks.Read(file, chunk))
            ScanLeft(file, part);
        _sender.Send();
    }

    private void ScanLeft(OpenedFile file, TextPart part)
    {
        try
        {
            ScanText(file, part);
        }
        catch (TextMovedException)
        {
            if (file.Moved is { } moved)
                ScanText(moved, part);
        }
    }

    /// <summary>Sends what is left.</summary>
    public void Finish()
    {
        _chunks?.Finish();
        _sender.Send();
    }
}
