namespace LogHog.Engine.Inputs.Following;

/// <summary>Texts that were read to their end, so that a copy or archive of one is not taken for a new text.</summary>
internal sealed class FinishedTexts(IEnumerable<FinishedText> known)
{
    // For each of some hundred files the rotated ones that usually lie beside it.
    private const int TextsMax = 1_000;

    private readonly List<FinishedText> _texts = [.. known];

    public IReadOnlyList<FinishedText> Texts => _texts;

    public void Add(FollowedText text)
    {
        Fingerprint print = text.Fingerprint;
        if (!print.IsTelling)
            return;
        _texts.Add(new FinishedText(
            text.Path, text.Id.Inode, text.Id.BornNs, print.FirstBytes, print.FirstHash, print.EndOffset, print.EndBytes, print.EndHash));
        if (_texts.Count > TextsMax)
            _texts.RemoveAt(0);
    }

    public bool Has(string path, ITextSource candidate) => _texts.Any(text => text.Path == path && IsOf(text.Fingerprint, candidate));

    /// <summary>Whether a file is a copy or an archive of a text, or of its first part.</summary>
    public static bool IsOf(Fingerprint print, ITextSource candidate) =>
        print.IsTelling && print.BeginsLike(candidate) && (print.IsOf(candidate) || candidate.Length < print.EndOffset);
}
