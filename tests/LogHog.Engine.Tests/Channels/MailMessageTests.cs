using System.Text;
using LogHog.Engine.Channels.Mail;

namespace LogHog.Engine.Tests.Channels;

/// <summary>A mail's bytes: whatever stands in a notification, it has our headers and no others.</summary>
public sealed class MailMessageTests
{
    [Theory]
    [InlineData("Disk full", "Disk full")]
    [InlineData("x\r\nBcc: evil@example.org", "=?UTF-8?B?eCAgQmNjOiBldmlsQGV4YW1wbGUub3Jn?=")]
    [InlineData("=?UTF-8?B?eA==?=", "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=")]
    [InlineData("Straße 😀", "=?UTF-8?B?U3RyYcOfZSDwn5iA?=")]
    public void A_header_is_one_line_or_encoded_words(string text, string encoded) => Assert.Equal(encoded, MailMessage.Encoded(text));

    [Fact]
    public void Long_headers_are_cut_between_characters_and_no_line_is_longer_than_a_mails_may_be()
    {
        string mail = Encoding.UTF8.GetString(Mail(new string('ß', 150) + "😀😀", new string('x', 50_000)).Bytes());

        Assert.All(mail.Split("\r\n"), static line => Assert.InRange(line.Length, 0, 78));
        string[] words = mail.Split("Subject: ")[1].Split("\r\nAuto-")[0].Split("\r\n ");
        Assert.Equal(new string('ß', 150) + "😀😀", string.Concat(words.Select(static word => Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2])))));
    }

    [Fact]
    public void Each_try_is_the_same_to_the_last_byte() => Assert.Equal(Mail("a", "b").Bytes(), Mail("a", "b").Bytes());

    [Theory]
    [InlineData("a\r\n.b\r\n..c\r\n", "a\r\n..b\r\n...c\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData("", ".\r\n")]
    public void Dots_are_stuffed(string mail, string wire) => Assert.Equal(wire, Encoding.ASCII.GetString(MailSession.DotStuffed(Encoding.ASCII.GetBytes(mail))));

    [Theory]
    [InlineData("ops@example.org", "", "ops@example.org")]
    [InlineData("LogHog <loghog@example.org>", "LogHog", "loghog@example.org")]
    [InlineData("\"Ana, M.\" <ana@müller.example>", "Ana, M.", "ana@müller.example")]
    [InlineData("ops@example.org\r\nRCPT TO:<x@y>", null, null)]
    [InlineData("ops@example.org> SIZE=1", null, null)]
    [InlineData("a b@example.org", null, null)]
    [InlineData("\"a b\"@example.org", null, null)]
    [InlineData("@example.org", null, null)]
    [InlineData("ops@", null, null)]
    [InlineData("ops@-x.org", null, null)]
    [InlineData("ops@[127.0.0.1]", null, null)]
    [InlineData("a..b@example.org", null, null)]
    [InlineData("<>", null, null)]
    public void An_address_is_an_address(string text, string? name, string? address)
    {
        MailAddress? parsed = MailAddress.Parse(text);

        Assert.Equal((name, address), (parsed?.Name, parsed?.Address));
    }

    private static MailMessage Mail(string subject, string text) => new()
    {
        MessageId = "n-1-abc@example.org",
        From = MailAddress.Parse("LogHog <loghog@example.org>")!,
        To = MailAddress.Parse("ops@example.org")!,
        Subject = subject,
        Date = DateTimeOffset.UnixEpoch,
        Text = text,
        Html = $"<p>{text}</p>",
    };
}
