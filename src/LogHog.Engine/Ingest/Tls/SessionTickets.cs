namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// The tickets that OpenSSL sends behind a handshake of TLS 1.3, also where nobody may resume. A client that only sends never reads them, and
/// when it closes with bytes unread, its kernel resets the connection and throws away what it had not yet sent (OpenSSL's issue 10880;
/// rsyslog loses messages so). So they wait until the server has something to say itself, which a log client reads, or the client has
/// said its last. They may come at any time (RFC 8446 §4.6.1), but not be left out: the records after them are counted.
/// </summary>
internal static class SessionTickets
{
    // RFC 8446 §5.1: what is encrypted after the server's Finished has this type, whatever is in it.
    private const byte ApplicationData = 23;

    // Header, level and description, inner type, tag (§5.2, §6): an alert must reach the peer.
    private const int AlertBytes = 5 + 2 + 1 + 16;

    /// <summary>Whether these bytes, written before the handshake is done, are tickets: until then nothing else of the server begins so.</summary>
    public static bool Are(ReadOnlySpan<byte> written) => written.Length > AlertBytes && written[0] == ApplicationData;
}
