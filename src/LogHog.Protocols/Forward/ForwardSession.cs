using System.Security.Cryptography;
using LogHog.Protocols.MessagePack;

namespace LogHog.Protocols.Forward;

/// <summary>Where a connection of a Forward client is.</summary>
internal enum ForwardStage : byte
{
    /// <summary>The client has to prove that it knows the shared key.</summary>
    Handshake,

    /// <summary>A message begins.</summary>
    Message,

    /// <summary>Inside a message: entries of an array.</summary>
    Entries,

    /// <summary>Inside a message: entries in a binary.</summary>
    Packed,

    /// <summary>Inside a message: its options.</summary>
    Options,
}

/// <summary>
/// One connection of a Forward client. What is left of the message that has begun, so that a message of thousands of events need not be
/// in memory as a whole.
/// </summary>
public sealed class ForwardSession : ProtocolSession
{
    private const int NonceBytes = 16;
    private const int DigestTextBytes = 2 * SHA512.HashSizeInBytes;

    // The server's name in the handshake. Clients refuse one that is their own host's, so it is nobody's.
    private static ReadOnlySpan<byte> Name => "loghog"u8;

    private readonly byte[] _nonce = [];
    private readonly byte[] _salt = [];

    /// <param name="options">Whether there is a handshake.</param>
    /// <param name="random">Fills an array with what nobody can foretell.</param>
    public ForwardSession(ForwardOptions options, Action<Span<byte>> random)
    {
        if (options.SharedKey.Length == 0)
        {
            Stage = ForwardStage.Message;
            return;
        }

        _nonce = Unforeseen(random);
        if (options.Users.Count > 0)
            _salt = Unforeseen(random);
        Helo();
    }

    internal ForwardStage Stage { get; set; }

    /// <summary>Of the message that has begun.</summary>
    internal byte[] Tag { get; set; } = [];

    /// <summary>Entries, or bytes of them, that are still to come.</summary>
    internal long Left { get; set; }

    /// <summary>Options follow the entries.</summary>
    internal bool HasOptions { get; set; }

    /// <summary>How far the object that is coming has been looked at.</summary>
    internal MessagePackExtent? Extent { get; set; }

    internal void Acknowledge(ReadOnlySpan<byte> chunk)
    {
        var writer = new MessagePackWriter(ReserveAnswer(chunk.Length + 16));
        writer.Map(1);
        writer.Text("ack"u8);
        writer.Text(chunk);
        CommitAnswer(writer.Length);
    }

    /// <summary>Judges a PING and answers with PONG.</summary>
    /// <param name="ping">Client's host, its salt, digest of the key, user, digest of the password.</param>
    /// <param name="options">Key and users.</param>
    /// <returns>False = the connection is to be closed behind the answer.</returns>
    internal bool Authenticate(ReadOnlySpan<ReadOnlyMemory<byte>> ping, ForwardOptions options)
    {
        byte[] key = System.Text.Encoding.UTF8.GetBytes(options.SharedKey);
        bool knowsKey = IsDigest(ping[2].Span, ping[1].Span, ping[0].Span, _nonce, key);
        bool knowsUser = options.Users.Count == 0 || IsUser(ping[3], ping[4].Span, options);
        var writer = new MessagePackWriter(ReserveAnswer(512));
        writer.Array(5);
        writer.Text("PONG"u8);
        writer.Bool(knowsKey && knowsUser);
        writer.Text(!knowsKey ? "shared_key mismatch"u8 : !knowsUser ? "username/password mismatch"u8 : default);
        writer.Text(Name);
        writer.Text(knowsKey && knowsUser ? Digest(ping[1].Span, Name, _nonce, key) : default);
        CommitAnswer(writer.Length);
        Stage = ForwardStage.Message;
        return knowsKey && knowsUser;
    }

    private bool IsUser(ReadOnlyMemory<byte> name, ReadOnlySpan<byte> digest, ForwardOptions options)
    {
        string user = System.Text.Encoding.UTF8.GetString(name.Span);
        return options.Users.TryGetValue(user, out string? password)
            && IsDigest(digest, _salt, name.Span, System.Text.Encoding.UTF8.GetBytes(password), default);
    }

    private void Helo()
    {
        var writer = new MessagePackWriter(ReserveAnswer(256));
        writer.Array(2);
        writer.Text("HELO"u8);
        writer.Map(3);
        writer.Text("nonce"u8);
        writer.Text(_nonce);
        writer.Text("auth"u8);
        writer.Text(_salt);
        writer.Text("keepalive"u8);
        writer.Bool(true);
        CommitAnswer(writer.Length);
    }

    /// <summary>Random, as text: some clients take nothing else.</summary>
    private static byte[] Unforeseen(Action<Span<byte>> random)
    {
        Span<byte> bytes = stackalloc byte[NonceBytes];
        random(bytes);
        byte[] text = new byte[2 * NonceBytes];
        Convert.TryToHexStringLower(bytes, text, out _);
        return text;
    }

    private static bool IsDigest(
        ReadOnlySpan<byte> given, ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, ReadOnlySpan<byte> three, ReadOnlySpan<byte> four) =>
        CryptographicOperations.FixedTimeEquals(given, Digest(one, two, three, four));

    private static byte[] Digest(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, ReadOnlySpan<byte> three, ReadOnlySpan<byte> four)
    {
        byte[] all = [.. one, .. two, .. three, .. four];
        byte[] text = new byte[DigestTextBytes];
        Convert.TryToHexStringLower(SHA512.HashData(all), text, out _);
        return text;
    }
}
