namespace LogHog.Engine.Inputs.Following;

/// <summary>Texts that are no longer followed, so that a copy or archive of one is not taken for a new text.</summary>
internal sealed class FinishedTexts(IEnumerable<FinishedText> known)
{
    // Some rotated files beside each of some followed ones.
    private const int TextsMax = 200;

    private readonly List<FinishedText> _texts = [.. known];

    public IReadOnlyList<FinishedText> Texts => _texts;

    public void Add(string path, Fingerprint print, DateTimeOffset modifiedAt)
    {
        if (!print.IsTelling)
            return;
        _texts.Add(new FinishedText(path, print.First.ToArray(), print.EndOffset, print.EndBytes, print.EndHash) { ModifiedAt = modifiedAt });
        if (_texts.Count > TextsMax)
            _texts.RemoveAt(0);
    }

    /// <summary>When the newest one of a path changed last; null = none is known.</summary>
    public DateTimeOffset? NewestOf(string path) => _texts.FindLast(text => text.Path == path)?.ModifiedAt;

    public bool Has(string path, ITextSource candidate) => _texts.Exists(text => text.Path == path && text.Fingerprint.IsOfPart(candidate));
}
