namespace LogHog.Engine.Inputs.Following;

/// <summary>Texts that are no longer followed, so that a copy or archive of one is not taken for a new text.</summary>
internal sealed class FinishedTexts(IEnumerable<FinishedText> known)
{
    // Some rotated files beside each of some followed ones.
    private const int TextsMax = 200;

    // Of each path the newest, however many others there are: what is older than it is done with, too.
    private const int PathsMax = 2_000;

    private readonly List<FinishedText> _texts = [.. known];
    private readonly Dictionary<string, int> _ofPath = known.CountBy(static text => text.Path, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    public IReadOnlyList<FinishedText> Texts => _texts;

    public void Add(string path, Fingerprint print, DateTimeOffset modifiedAt)
    {
        if (!print.IsTelling)
            return;
        _texts.Add(new FinishedText(path, print.First.ToArray(), print.EndOffset, print.EndBytes, print.EndHash) { ModifiedAt = modifiedAt });
        _ofPath[path] = _ofPath.GetValueOrDefault(path) + 1;
        if (_texts.Count > TextsMax)
            Forget();
    }

    /// <summary>When the newest one of a path changed last; null = none is known.</summary>
    public DateTimeOffset? NewestOf(string path) => _texts.FindLast(text => text.Path == path)?.ModifiedAt;

    public bool Has(string path, ITextSource candidate) => _texts.Exists(text => text.Path == path && text.Fingerprint.IsOfPart(candidate));

    private void Forget()
    {
        int oldest = _texts.FindIndex(text => _ofPath[text.Path] > 1);
        if (oldest < 0 && _ofPath.Count <= PathsMax)
            return;
        string path = _texts[Math.Max(oldest, 0)].Path;
        _texts.RemoveAt(Math.Max(oldest, 0));
        if (--_ofPath[path] == 0)
            _ofPath.Remove(path);
    }
}
