using System.Net.Sockets;
using LogHog.Engine.Certificates;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>What an exception of a handshake means. The platform tells more in its text than in its types.</summary>
internal static class TlsFailure
{
    private static readonly (string Text, TlsRefusal Reason)[] Texts =
    [
        ("unsupported protocol", TlsRefusal.ProtocolVersion),
        ("version too low", TlsRefusal.ProtocolVersion),
        ("unknown protocol", TlsRefusal.ProtocolVersion),
        ("wrong version number", TlsRefusal.ProtocolVersion),
        ("no shared cipher", TlsRefusal.NoCommonCipher),
        ("no suitable", TlsRefusal.NoCommonCipher),
        ("no ciphers", TlsRefusal.NoCommonCipher),
        ("http request", TlsRefusal.NotTls),
        ("excessive message size", TlsRefusal.CertificateTooLarge),
        ("asn1 encoding routines", TlsRefusal.CertificateDamaged),
        ("bad certificate", TlsRefusal.PeerClosed),
        ("unknown ca", TlsRefusal.PeerClosed),
        ("alert", TlsRefusal.PeerClosed),
    ];

    public static TlsRefusal ReasonOf(Exception failure)
    {
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            foreach ((string text, TlsRefusal reason) in Texts)
            {
                if (one.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                    return reason;
            }
        }

        return failure is IOException or SocketException or ObjectDisposedException
            ? TlsRefusal.PeerClosed
            : TlsRefusal.HandshakeFailed;
    }

    /// <summary>The innermost text, for people.</summary>
    public static string Detail(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message;
    }
}
