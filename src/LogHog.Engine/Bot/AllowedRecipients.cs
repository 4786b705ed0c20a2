namespace LogHog.Engine.Bot;

/// <summary>Whom a relayed alert may be for: people as in <see cref="TrustedPeople"/>, rooms by their ids, or <c>*</c> for anybody. Never changes.</summary>
public sealed record AllowedRecipients
{
    private const int RoomIdCharsMin = 20;
    private const int RoomIdCharsMax = 200;

    private readonly TrustedPeople _people;
    private readonly HashSet<string> _rooms;
    private readonly bool _isAnybody;

    /// <param name="items">Each of them <see cref="IsItem"/>.</param>
    public AllowedRecipients(IReadOnlyList<string> items)
    {
        Items = items;
        _isAnybody = items.Contains("*", StringComparer.Ordinal);
        _people = new TrustedPeople(items.Where(TrustedPeople.IsPattern));
        _rooms = new HashSet<string>(items.Where(IsRoomId), StringComparer.Ordinal);
    }

    /// <summary>As they were written.</summary>
    public IReadOnlyList<string> Items { get; }

    public static bool IsItem(string text) => text == "*" || TrustedPeople.IsPattern(text) || IsRoomId(text);

    /// <summary>Webex's ids are base64 of an URN; no way leads from one to another address or path.</summary>
    public static bool IsRoomId(string text) =>
        text.Length is >= RoomIdCharsMin and <= RoomIdCharsMax && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=');

    /// <summary>Whether it can be a recipient at all.</summary>
    public static bool IsRecipient(string text) => TrustedPeople.IsAddress(text) || IsRoomId(text);

    public bool Contains(string recipient) => IsRecipient(recipient) && (_isAnybody || _people.Contains(recipient) || _rooms.Contains(recipient));

    public bool Equals(AllowedRecipients? other) => other is not null && Items.SequenceEqual(other.Items, StringComparer.Ordinal);

    public override int GetHashCode() => Items.Count;
}
