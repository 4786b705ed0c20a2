using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// Keeps OpenSSL from sending session tickets behind a handshake of TLS 1.3. Nobody here would take one, and a log client never reads:
/// when it closes with the tickets unread, its kernel resets the connection and throws away what it had not yet sent
/// (OpenSSL's issue 10880; rsyslog loses messages so). .NET switches tickets off in a way that OpenSSL 3.0 to 3.6 understand for TLS 1.2 only.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe class SessionTickets
{
    private static readonly FieldInfo? Context = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly delegate* unmanaged<nint, nuint, int> SetNumber = Find();

    /// <summary>False: this runtime or OpenSSL is another one than we know; clients that close at once may then lose their last messages.</summary>
    public static bool CanBeOff => Context is not null && SetNumber is not null;

    /// <summary>To be called when the handshake has begun and is not yet done.</summary>
    public static void SwitchOff(SslStream tls)
    {
        if (SetNumber is null || Context?.GetValue(tls) is not SafeHandle { IsInvalid: false, IsClosed: false } session)
            return;
        bool isHeld = false;
        session.DangerousAddRef(ref isHeld);
        try
        {
            SetNumber(session.DangerousGetHandle(), 0);
        }
        finally
        {
            if (isHeld)
                session.DangerousRelease();
        }
    }

    /// <summary>SSL_set_num_tickets (OpenSSL 1.1.1 and newer) of the very library that the runtime uses.</summary>
    private static delegate* unmanaged<nint, nuint, int> Find()
    {
        long version = SafeEvpPKeyHandle.OpenSslVersion;
        long major = version >> 28;
        string library = major >= 3 ? $"libssl.so.{major}" : "libssl.so.1.1";
        return NativeLibrary.TryLoad(library, out nint handle) && NativeLibrary.TryGetExport(handle, "SSL_set_num_tickets", out nint function)
            ? (delegate* unmanaged<nint, nuint, int>)function
            : null;
    }
}
