namespace LogHog.Harness.Floods;

/// <summary>What somebody does who wants others to suffer, or knows no better.</summary>
internal enum FloodKind
{
    /// <summary>500 connections that begin a handshake (with nothing, a byte, half a message, a whole one) and say no more.</summary>
    HalfOpen,

    /// <summary>Clients with a good certificate that renegotiate, again and again.</summary>
    Renegotiation,

    /// <summary>Plain text to the TLS port, 200 connections a second.</summary>
    PlainToTls,

    /// <summary>TLS to the plain port, 200 connections a second.</summary>
    TlsToPlain,
}
