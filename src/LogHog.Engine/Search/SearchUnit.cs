using LogHog.Engine.Index;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>A piece of a search that one worker does on its own.</summary>
/// <param name="file">Shared by this unit, until it is released.</param>
internal abstract class SearchUnit(OpenedFile file)
{
    public OpenedFile File { get; } = file;

    /// <summary>About how much text has to be read; tells whether a second worker pays.</summary>
    public abstract long TextBytes { get; }

    public abstract void Run(SearchWorker worker);
}

/// <summary>A part of a file's text that has no index.</summary>
internal sealed class TextUnit(OpenedFile file, TextPart part) : SearchUnit(file)
{
    public override long TextBytes => (part.To ?? Math.Max(part.From, File.Length)) - part.From;

    public override void Run(SearchWorker worker) => worker.ScanText(File, part);
}

/// <summary>A chunk of a file's index, and the text that it describes.</summary>
internal sealed class ChunkUnit(OpenedFile file, Chunk chunk) : SearchUnit(file)
{
    /// <summary>Mostly little or none of it is read.</summary>
    public override long TextBytes => 0;

    public Chunk Chunk => chunk;

    public TimeBounds Time { get; } = ChunkColumns.Time(chunk, file.FileUnixNs);

    public override void Run(SearchWorker worker) => worker.ScanChunk(File, chunk);
}
