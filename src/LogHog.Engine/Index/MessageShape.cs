namespace LogHog.Engine.Index;

/// <summary>
/// What a message is but for its variable parts: each word that contains an ASCII digit is replaced by one byte 0. A phrase of valid
/// UTF-8 without digits and without a byte 0 stands in a message (with whole words at its ends) exactly if it stands in its shape.
/// </summary>
/// <remarks>This holds for phrases only: the prefix <c>web*</c> stands in a word <c>web01</c>, and no longer in its shape.</remarks>
internal static class MessageShape
{
    public const byte Variable = 0;

    /// <summary>Longer messages are as good as never alike.</summary>
    public const int MessageBytesMax = 4096;

    /// <summary>
    /// The shape of a message of which it says nothing, since it contains the byte 0, or is too long. No other has it: between two
    /// words stands at least one byte.
    /// </summary>
    public static ReadOnlySpan<byte> Unknown => [Variable, Variable];

    /// <summary>Its shape is another than <see cref="Unknown"/>.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> message) => message.Length <= MessageBytesMax && !message.Contains(Variable);
}
