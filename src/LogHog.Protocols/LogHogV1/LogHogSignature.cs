using System.Buffers.Binary;
using System.Security.Cryptography;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.LogHogV1;

/// <summary>What the two signatures cover, in one place for those who sign and those who check (spec §1).</summary>
public static class LogHogSignature
{
    /// <summary>HMAC-MD5 in hex.</summary>
    public const int HexDigitsV1 = 32;

    /// <summary>HMAC-SHA256 in hex.</summary>
    public const int HexDigitsV2 = 64;

    // What is covered is put together on the stack if it is at most this long: one call of the hash instead of five or
    // sixteen, each with its own way into native code.
    private const int StackBytesMax = 1024;

    /// <summary>
    /// Version 1: app_id, module, stamp, nsecs, body, nothing in between. Version 2: key_id, app_id, module, stamp, nsecs,
    /// hostname, nonce, body, each behind its length in bytes (u32 big-endian).
    /// </summary>
    /// <param name="mac">HMAC-MD5 for version 1, HMAC-SHA256 for version 2, with the key; ready for the next message afterwards.</param>
    /// <param name="claim">The texts; its <see cref="SignatureClaim.Version"/> is 1 or 2.</param>
    /// <param name="hex">Takes the lower-case digits; at least <see cref="HexDigitsV2"/> long.</param>
    /// <returns>Digits written, 32 or 64.</returns>
    public static int Compute(IncrementalHash mac, SignatureClaim claim, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (claim.Version == 1)
            AppendV1(mac, claim);
        else
            AppendV2(mac, claim);
        int bytes = mac.GetHashAndReset(hash);
        Convert.TryToHexStringLower(hash[..bytes], hex, out int written);
        return written;
    }

    /// <summary>Bytes of what version 1 covers.</summary>
    public static int TextBytesV1(SignatureClaim claim) =>
        claim.AppId.Length + claim.Module.Length + claim.Stamp.Length + claim.Nsecs.Length + claim.Body.Length;

    /// <summary>Puts together what version 1 covers, for those who hash it themselves.</summary>
    /// <param name="claim">The texts.</param>
    /// <param name="text">At least <see cref="TextBytesV1"/> long.</param>
    public static void CopyTextV1(SignatureClaim claim, Span<byte> text)
    {
        claim.AppId.Span.CopyTo(text);
        text = text[claim.AppId.Length..];
        claim.Module.Span.CopyTo(text);
        text = text[claim.Module.Length..];
        claim.Stamp.Span.CopyTo(text);
        text = text[claim.Stamp.Length..];
        claim.Nsecs.Span.CopyTo(text);
        text = text[claim.Nsecs.Length..];
        claim.Body.Span.CopyTo(text);
    }

    private static void AppendV1(IncrementalHash mac, SignatureClaim claim)
    {
        Span<byte> stack = stackalloc byte[StackBytesMax];
        var text = new SignedText(mac, stack);
        text.Append(claim.AppId.Span);
        text.Append(claim.Module.Span);
        text.Append(claim.Stamp.Span);
        text.Append(claim.Nsecs.Span);
        text.Append(claim.Body.Span);
        text.Flush();
    }

    private static void AppendV2(IncrementalHash mac, SignatureClaim claim)
    {
        Span<byte> stack = stackalloc byte[StackBytesMax];
        var text = new SignedText(mac, stack);
        text.AppendWithLength(claim.KeyId.Span);
        text.AppendWithLength(claim.AppId.Span);
        text.AppendWithLength(claim.Module.Span);
        text.AppendWithLength(claim.Stamp.Span);
        text.AppendWithLength(claim.Nsecs.Span);
        text.AppendWithLength(claim.Hostname.Span);
        text.AppendWithLength(claim.Nonce.Span);
        text.AppendWithLength(claim.Body.Span);
        text.Flush();
    }

    /// <summary>Gathers short pieces for the hash and hands long ones through.</summary>
    private ref struct SignedText(IncrementalHash mac, Span<byte> gathered)
    {
        private readonly IncrementalHash _mac = mac;
        private readonly Span<byte> _gathered = gathered;
        private int _used;

        public void Append(scoped ReadOnlySpan<byte> piece)
        {
            if (piece.Length > _gathered.Length - _used)
                Flush();
            if (piece.Length > _gathered.Length)
            {
                _mac.AppendData(piece);
                return;
            }
            piece.CopyTo(_gathered[_used..]);
            _used += piece.Length;
        }

        public void AppendWithLength(scoped ReadOnlySpan<byte> piece)
        {
            Span<byte> length = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)piece.Length);
            Append(length);
            Append(piece);
        }

        public void Flush()
        {
            _mac.AppendData(_gathered[.._used]);
            _used = 0;
        }
    }
}
