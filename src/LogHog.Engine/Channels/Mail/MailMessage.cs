using System.Globalization;
using System.Text;

namespace LogHog.Engine.Channels.Mail;

/// <summary>
/// A mail as it goes over the wire (RFC 5322, 2045 to 2047): plain text and HTML side by side, both in base64, so that no line is too long and
/// nothing in them can be taken for a header, a boundary or the end. Headers that hold people's text are encoded words.
/// </summary>
internal sealed record MailMessage
{
    // RFC 2045 §6.8; RFC 2047 §2: an encoded word has 75 characters, and the first stands behind its header's name: 39 bytes in base64.
    private const int Base64LineChars = 76;
    private const int EncodedWordBytes = 39;

    /// <summary>Without angle brackets, domain and all; the same for each try, so that readers show it once.</summary>
    public required string MessageId { get; init; }

    public required MailAddress From { get; init; }

    public required MailAddress To { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset Date { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>Highest 1 to lowest 5, as mail programs read it.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>An address in it is not ASCII: only a server with SMTPUTF8 (RFC 6531) takes it.</summary>
    public bool NeedsUtf8 => !From.IsAscii || !To.IsAscii;

    /// <summary>CR LF at every end of a line.</summary>
    public byte[] Bytes()
    {
        // Of the message's id, so that each try is the same to the last byte; base64 has no "=_".
        string boundary = $"=_loghog_{MessageId.Split('@')[0]}";
        StringBuilder mail = new();
        Header(mail, "Date", Date.ToString("ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(29, 1));
        Header(mail, "From", Mailbox(From));
        Header(mail, "To", Mailbox(To));
        Header(mail, "Message-ID", $"<{MessageId}>");
        Header(mail, "Subject", Encoded(Subject));
        // RFC 3834 §5: nobody's out-of-office answers it.
        Header(mail, "Auto-Submitted", "auto-generated");
        if (Priority != 3)
            Header(mail, "X-Priority", Priority.ToString(CultureInfo.InvariantCulture));
        Header(mail, "MIME-Version", "1.0");
        Header(mail, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        mail.Append("\r\n");
        Part(mail, boundary, "text/plain", Text);
        Part(mail, boundary, "text/html", Html);
        mail.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(mail.ToString());
    }

    private static void Header(StringBuilder mail, string name, string value) => mail.Append(name).Append(": ").Append(value).Append("\r\n");

    private static string Mailbox(MailAddress address) => address.Name.Length == 0 ? address.Address : $"{Encoded(address.Name, isPhrase: true)} <{address.Address}>";

    /// <summary>
    /// As it is, where it is harmless; else encoded words, cut between characters. Control characters, line ends first of all, do not get
    /// here any other way than in base64.
    /// </summary>
    internal static string Encoded(string text, bool isPhrase = false)
    {
        bool isPlain = text.Length <= 60 && text.All(c => c is >= ' ' and <= '~' && (!isPhrase || char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'))
            && !text.Contains("=?", StringComparison.Ordinal) && text.Trim() == text;
        if (isPlain)
            return text;
        List<string> words = [];
        List<byte> word = [];
        Span<byte> one = stackalloc byte[4];
        foreach (Rune rune in NotificationBounds.OneLine(text).EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(one);
            if (word.Count + length > EncodedWordBytes)
                Take();
            word.AddRange(one[..length]);
        }

        if (word.Count > 0)
            Take();
        return string.Join("\r\n ", words);

        void Take()
        {
            words.Add($"=?UTF-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }

    private static void Part(StringBuilder mail, string boundary, string type, string text)
    {
        mail.Append("--").Append(boundary).Append("\r\nContent-Type: ").Append(type).Append("; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
        for (int at = 0; at < base64.Length; at += Base64LineChars)
            mail.Append(base64, at, Math.Min(Base64LineChars, base64.Length - at)).Append("\r\n");
    }
}
