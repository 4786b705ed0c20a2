using System.Text;

namespace LogHog.Engine.Channels.Mail;

/// <summary>An address of mail, with a name or without: <c>ops@example.org</c>, <c>LogHog &lt;loghog@example.org&gt;</c>.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Local">Before the @: a dot-atom (RFC 5322 §3.2.3), also of UTF-8 (RFC 6532). Quoted ones are not taken: nobody has one.</param>
/// <param name="Domain">Behind the @.</param>
internal sealed record MailAddress(string Name, string Local, string Domain)
{
    // RFC 5321 §4.5.3.1.
    private const int LocalBytesMax = 64;
    private const int AddressBytesMax = 254;
    private const int NameCharsMax = 100;

    public string Address => $"{Local}@{Domain}";

    public bool IsAscii => Ascii.IsValid(Address);

    /// <returns>Null: it is none. What comes back holds no control character, no space and no angle bracket in its address.</returns>
    public static MailAddress? Parse(string text)
    {
        text = text.Trim();
        string name = "";
        string address = text;
        int open = text.LastIndexOf('<');
        if (open >= 0)
        {
            if (!text.EndsWith('>'))
                return null;
            name = text[..open].Trim().Trim('"').Trim();
            address = text[(open + 1)..^1].Trim();
        }

        int at = address.LastIndexOf('@');
        if (at <= 0 || name.Length > NameCharsMax || name.Any(static c => char.IsControl(c) || c is '<' or '>' or '"'))
            return null;
        MailAddress found = new(name, address[..at], address[(at + 1)..]);
        return IsLocal(found.Local) && IsDomain(found.Domain) && Encoding.UTF8.GetByteCount(address) <= AddressBytesMax ? found : null;
    }

    private static bool IsLocal(string local) =>
        Encoding.UTF8.GetByteCount(local) <= LocalBytesMax && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal) || (c > 127 && char.IsLetterOrDigit(c)));

    private static bool IsDomain(string domain) =>
        domain.Length is > 0 and <= 253 && domain.Split('.').All(static label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(static c => char.IsLetterOrDigit(c) || c == '-'));
}
