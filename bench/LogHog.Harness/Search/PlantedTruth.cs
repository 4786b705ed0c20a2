namespace LogHog.Harness.Search;

/// <summary>What is known of the data because it was made so; the sum over all files.</summary>
internal sealed record PlantedTruth
{
    /// <summary>Stands in 30 events in all, one in each application.</summary>
    public const string RareWord = "zanzibarite";

    /// <summary>Of four events of four applications.</summary>
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public const string AbsentWord = "quuxotic";

    public const string CommonWord = "HTTP";

    public const string Phrase = "request completed";

    public long Events { get; set; }

    public long Bytes { get; set; }

    public long RareHits { get; set; }

    public long TraceHits { get; set; }

    public long CommonHits { get; set; }

    public long PhraseHits { get; set; }

    public long Errors { get; set; }

    public long Status500 { get; set; }

    public void Add(PlantedTruth other)
    {
        Events += other.Events;
        Bytes += other.Bytes;
        RareHits += other.RareHits;
        TraceHits += other.TraceHits;
        CommonHits += other.CommonHits;
        PhraseHits += other.PhraseHits;
        Errors += other.Errors;
        Status500 += other.Status500;
    }
}
