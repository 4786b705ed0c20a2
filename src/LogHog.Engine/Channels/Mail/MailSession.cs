using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using LogHog.Engine.Certificates;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Channels.Mail;

/// <summary>
/// One mail over SMTP (RFC 5321) to the server that sends it on: EHLO, STARTTLS (RFC 3207) or TLS from the start (RFC 8314), AUTH PLAIN or LOGIN
/// (RFC 4954), 8BITMIME, SMTPUTF8, dot stuffing. One connection a mail: alerts are few.
/// </summary>
internal sealed class MailSession : IDisposable
{
    // RFC 5321 §4.5.3.1.5: 512 bytes a line; servers' texts are longer, and have many.
    private const int LineBytesMax = 2048;
    private const int LinesMax = 100;

    private readonly HostPort _server;
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream = Stream.Null;
    private int _begin;
    private int _end;
    private HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);
    private string _mechanisms = "";

    private MailSession(HostPort server) => _server = server;

    /// <returns>The server's last reply.</returns>
    /// <exception cref="ServiceException">It did not take it.</exception>
    public static async Task<string> SendAsync(ChannelSettings settings, MailMessage mail, CancellationToken cancellation)
    {
        using MailSession session = new(settings.Server!);
        try
        {
            await session.OpenAsync(settings, cancellation);
            return await session.TransferAsync(mail, cancellation);
        }
        catch (AuthenticationException bad)
        {
            throw new ServiceException(ServiceFailureKind.Misconfigured, $"{settings.Server}: TLS: {ServiceHttp.Reason(bad)}", bad);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new ServiceException(ServiceFailureKind.Unreachable, $"{settings.Server} cannot be reached: {ServiceHttp.Reason(failure)}", failure);
        }
    }

    /// <summary>Where a password may go without TLS.</summary>
    public static bool IsThisMachine(string host) => host is "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task OpenAsync(ChannelSettings settings, CancellationToken cancellation)
    {
        await _client.ConnectAsync(_server.Host, _server.Port, cancellation);
        _stream = _client.GetStream();
        if (settings.Tls == MailTls.Implicit)
            await EncryptAsync(settings, cancellation);
        Expect(await ReplyAsync(cancellation), 220, "greeting");
        await GreetAsync(cancellation);
        if (settings.Tls == MailTls.StartTls)
        {
            if (!_extensions.Contains("STARTTLS"))
                throw new ServiceException(ServiceFailureKind.Misconfigured, $"{_server} offers no STARTTLS; nothing is sent in the clear. If it has TLS from the start: tls = implicit");
            Expect(await CommandAsync("STARTTLS", cancellation), 220, "STARTTLS");
            // What came with the reply was not encrypted, whoever sent it (CVE-2011-0411 and its kin).
            if (_begin != _end)
                throw new ServiceException(ServiceFailureKind.BadAnswer, $"{_server} sent something between STARTTLS and TLS");
            await EncryptAsync(settings, cancellation);
            await GreetAsync(cancellation);
        }

        if (settings is { User: { } user, Password: { } password })
            await SignInAsync(user.Reveal(), password.Reveal(), cancellation);
    }

    private async Task EncryptAsync(ChannelSettings settings, CancellationToken cancellation)
    {
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = _server.Host,
            CertificateChainPolicy = settings.CaFile is { } file ? TrustOf(file) : null,
        };
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(options, cancellation);
        _stream = tls;
    }

    private static System.Security.Cryptography.X509Certificates.X509ChainPolicy TrustOf(string file)
    {
        try
        {
            return ServiceHttp.TrustOf(file);
        }
        catch (CertificateFileException bad)
        {
            throw new ServiceException(ServiceFailureKind.Misconfigured, bad.Message, bad);
        }
    }

    private async Task GreetAsync(CancellationToken cancellation)
    {
        // RFC 5321 §4.1.3: who has no name that others know says its address.
        string name = Dns.GetHostName();
        bool isName = name.Contains('.', StringComparison.Ordinal) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
        MailReply reply = await CommandAsync($"EHLO {(isName ? name : "[127.0.0.1]")}", cancellation);
        Expect(reply, 250, "EHLO");
        _extensions = new HashSet<string>(reply.Lines.Skip(1).Select(static line => line.Split(' ')[0]), StringComparer.OrdinalIgnoreCase);
        _mechanisms = reply.Lines.Skip(1).FirstOrDefault(static line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)) ?? "";
    }

    private async Task SignInAsync(string user, string password, CancellationToken cancellation)
    {
        string[] mechanisms = _mechanisms.ToUpperInvariant().Split([' ', '=']);
        if (mechanisms.Contains("PLAIN"))
        {
            Expect(await CommandAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", cancellation), 235, "AUTH PLAIN");
        }
        else if (mechanisms.Contains("LOGIN"))
        {
            Expect(await CommandAsync("AUTH LOGIN", cancellation), 334, "AUTH LOGIN");
            Expect(await CommandAsync(Base64(user), cancellation), 334, "AUTH LOGIN (user)");
            Expect(await CommandAsync(Base64(password), cancellation), 235, "AUTH LOGIN (password)");
        }
        else
        {
            throw new ServiceException(ServiceFailureKind.Misconfigured, $"{_server} offers neither AUTH PLAIN nor LOGIN{(_stream is SslStream ? "" : " (without TLS)")}");
        }
    }

    private async Task<string> TransferAsync(MailMessage mail, CancellationToken cancellation)
    {
        if (mail.NeedsUtf8 && !_extensions.Contains("SMTPUTF8"))
            throw new ServiceException(ServiceFailureKind.Refused, $"{_server} takes no addresses beyond ASCII (SMTPUTF8), and {mail.To.Address} or {mail.From.Address} is one");
        string options = (_extensions.Contains("8BITMIME") ? " BODY=8BITMIME" : "") + (mail.NeedsUtf8 ? " SMTPUTF8" : "");
        Expect(await CommandAsync($"MAIL FROM:<{mail.From.Address}>{options}", cancellation), 250, "MAIL FROM");
        MailReply recipient = await CommandAsync($"RCPT TO:<{mail.To.Address}>", cancellation);
        if (recipient.Code != 251)
            Expect(recipient, 250, "RCPT TO", isOfTheMail: true);
        Expect(await CommandAsync("DATA", cancellation), 354, "DATA");
        await _stream.WriteAsync(DotStuffed(mail.Bytes()), cancellation);
        await _stream.FlushAsync(cancellation);
        MailReply reply = await ReplyAsync(cancellation);
        Expect(reply, 250, "the mail", isOfTheMail: true);
        await QuitAsync(cancellation);
        return reply.Text;
    }

    /// <summary>It has the mail; what comes now changes nothing.</summary>
    private async Task QuitAsync(CancellationToken cancellation)
    {
        try
        {
            await CommandAsync("QUIT", cancellation);
        }
        catch (Exception gone) when (gone is IOException or ServiceException or OperationCanceledException)
        {
        }
    }

    /// <summary>RFC 5321 §4.5.2, with the dot that ends it.</summary>
    internal static byte[] DotStuffed(ReadOnlySpan<byte> mail)
    {
        List<byte> bytes = new(mail.Length + 64);
        bool isAtStart = true;
        foreach (byte one in mail)
        {
            if (isAtStart && one == '.')
                bytes.Add((byte)'.');
            bytes.Add(one);
            isAtStart = one == '\n';
        }

        bytes.AddRange(isAtStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return [.. bytes];
    }

    private async Task<MailReply> CommandAsync(string command, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellation);
        await _stream.FlushAsync(cancellation);
        return await ReplyAsync(cancellation);
    }

    private async Task<MailReply> ReplyAsync(CancellationToken cancellation)
    {
        List<string> lines = [];
        while (lines.Count < LinesMax)
        {
            string line = await LineAsync(cancellation);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out int code) || (line.Length > 3 && line[3] is not (' ' or '-')))
                throw new ServiceException(ServiceFailureKind.BadAnswer, $"{_server} does not speak SMTP: {Printable.Quote(line)}");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return new MailReply(code, lines);
        }

        throw new ServiceException(ServiceFailureKind.BadAnswer, $"{_server} sent a reply of more than {LinesMax} lines");
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        List<byte> line = [];
        while (line.Count <= LineBytesMax)
        {
            if (_begin == _end)
            {
                (_begin, _end) = (0, await _stream.ReadAsync(_buffer, cancellation));
                if (_end == 0)
                    throw new IOException("the server closed the connection");
            }

            byte one = _buffer[_begin++];
            if (one == '\n')
                return Printable.Text(Encoding.UTF8.GetString([.. line]).TrimEnd('\r'));
            line.Add(one);
        }

        throw new ServiceException(ServiceFailureKind.BadAnswer, $"{_server} sent a line of more than {LineBytesMax} bytes");
    }

    /// <summary>4xx passes; 5xx is for somebody to mend, or, said of the recipient or the mail itself, for ever (RFC 5321 §4.2.1).</summary>
    private void Expect(MailReply reply, int code, string what, bool isOfTheMail = false)
    {
        if (reply.Code == code)
            return;
        ServiceFailureKind kind = reply.Code switch
        {
            >= 400 and < 500 => ServiceFailureKind.Unreachable,
            >= 500 => isOfTheMail ? ServiceFailureKind.Refused : ServiceFailureKind.Misconfigured,
            _ => ServiceFailureKind.BadAnswer,
        };
        throw new ServiceException(kind, $"{_server} answers {what} with {reply.Code}: {reply.Text}") { Status = reply.Code };
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed record MailReply(int Code, IReadOnlyList<string> Lines)
    {
        public string Text => string.Join(' ', Lines);
    }
}
