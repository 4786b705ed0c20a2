namespace LogHog.LoadGenerator.Frames;

/// <summary>What goes over the wire.</summary>
internal enum FrameKind
{
    /// <summary>LogHog's protocol version 1 without a signature, as the ancestor's Python client sends it.</summary>
    V1,

    /// <summary>Version 1 with the ancestor's HMAC-MD5.</summary>
    V1Signed,

    /// <summary>Version 1 whose payload is a zlib stream.</summary>
    V1Zlib,

    /// <summary>Version 2 with HMAC-SHA256 and a nonce.</summary>
    V2,

    /// <summary>Syslog, RFC 5424; over TCP each line ends with a newline (RFC 6587 §3.4.2), over UDP each is one datagram.</summary>
    Rfc5424,

    /// <summary>Syslog, RFC 5424, octet-counted (RFC 6587 §3.4.1).</summary>
    Rfc5424Counted,
}
