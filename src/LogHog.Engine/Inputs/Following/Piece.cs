namespace LogHog.Engine.Inputs.Following;

/// <summary>Whole events of a text that were read together: handed over for good with <see cref="Commit"/>, or to be read again.</summary>
/// <param name="Text">Whose.</param>
/// <param name="Start">Its first byte's offset.</param>
/// <param name="Length">Bytes, blank lines and all.</param>
/// <param name="End">Its last bytes.</param>
/// <param name="Rest">What was read behind it.</param>
/// <param name="IsLast">The text ends with it.</param>
internal sealed record Piece(FollowedText Text, long Start, int Length, byte[] End, byte[] Rest, bool IsLast)
{
    public long EndOffset => Start + Length;

    public void Commit()
    {
        Text.Commit(End, Length);
        Text.Keep(Rest);
        Text.IsDone = IsLast;
    }

    /// <summary>It could not be stored: the same piece is read again.</summary>
    public void Abandon()
    {
        Text.RetryEnd = EndOffset;
        Text.Keep([]);
    }
}
