using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>The texts of one path, oldest first: what is there now, and what was rotated away and is not read to its end.</summary>
internal sealed class TextFamily(string path)
{
    private readonly List<FollowedText> _texts = [];

    public string Path { get; } = path;

    public IReadOnlyList<FollowedText> Texts => _texts;

    /// <summary>When the last text that is no longer among them changed; null = there was none.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Since when rotated files beside it may be unknown: when the newest known text had changed last when it was looked at last.</summary>
    public DateTimeOffset? KnownUntil => _texts.Count == 0 ? FinishedAt : _texts[^1].ModifiedAt;

    /// <summary>What is under the path now, and comes after all others.</summary>
    public void Add(FollowedText text) => _texts.Add(text);

    /// <summary>What was rotated away, among the others by when it changed last.</summary>
    /// <param name="text">It.</param>
    /// <param name="atPath">The file that is under the path at this moment: what was there at the last look may have been rotated since.</param>
    public void AddByAge(FollowedText text, FileId? atPath)
    {
        int index = _texts.FindIndex(other => other.Id == atPath || ChangedAt(other) > ChangedAt(text));
        _texts.Insert(index < 0 ? _texts.Count : index, text);
    }

    /// <summary>
    /// A file was cut off: what it holds now takes the place of what it held. That is older than rotated files that were found since: they were cut
    /// off and copied after it.
    /// </summary>
    /// <param name="text">What it held, in a copy or in memory.</param>
    /// <param name="now">What it holds.</param>
    public void Divide(FollowedText text, FollowedText now)
    {
        int index = _texts.IndexOf(text);
        _texts[index] = now;
        int older = _texts.FindIndex(0, index, other => ChangedAt(other) > ChangedAt(text));
        _texts.Insert(older < 0 ? index : older, text);
    }

    public void Remove(FollowedText text)
    {
        _texts.Remove(text);
        NoteFinished(text.ModifiedAt);
    }

    public void NoteFinished(DateTimeOffset modifiedAt) => FinishedAt = FinishedAt > modifiedAt ? FinishedAt : modifiedAt;

    private static DateTimeOffset ChangedAt(FollowedText text) => text.Source.Status?.ModifiedAt ?? text.ModifiedAt;
}
