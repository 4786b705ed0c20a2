using System.Buffers;
using System.Runtime.InteropServices;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// The tag of RFC 3164 §4.1.3: <c>sshd[4711]:</c>, <c>kernel:</c>, <c>/usr/sbin/cron[12]:</c>, and without a colon only behind a number,
/// <c>launchd[1]</c>.
/// </summary>
/// <param name="NameBytes">Of the program's name, which stands at the start.</param>
/// <param name="PidBytes">Of what stands in brackets behind it; 0 = nothing.</param>
/// <param name="Length">All of it, with a space behind it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BsdTag(int NameBytes, int PidBytes, int Length)
{
    /// <summary>RFC 3164 allows 32; programs' paths are longer.</summary>
    private const int NameBytesMax = 128;

    private const int PidBytesMax = 64;

    private static readonly SearchValues<byte> InName = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/@()+#$*!~&"u8);

    /// <summary>Where the brackets' content begins, if there are any.</summary>
    public int PidStart => Math.Min(NameBytes + 1, Length);

    /// <summary>Reads a tag at the start of a text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out BsdTag tag)
    {
        tag = default;
        int name = text[..Math.Min(text.Length, NameBytesMax + 1)].IndexOfAnyExcept(InName);
        if (name is < 1 or > NameBytesMax || text[0] is (byte)'(' or (byte)'*')
            return false;
        if (text[name] == ':')
        {
            if (!IsSpace(text, name + 1))
                return false;
            tag = new BsdTag(name, 0, Math.Min(name + 2, text.Length));
            return true;
        }

        return text[name] == '[' && TryReadPid(text, name, out tag);
    }

    /// <summary>
    /// The same without the space, <c>shop:started</c>, as Python's handler sends it for an <c>ident</c>. Times, addresses, paths, CEF and the like
    /// have digits, slashes or colons behind their first colon.
    /// </summary>
    public static bool TryReadTight(ReadOnlySpan<byte> text, out BsdTag tag)
    {
        tag = default;
        int name = text[..Math.Min(text.Length, NameBytesMax + 1)].IndexOfAnyExcept(InName);
        if (name is < 1 or > NameBytesMax || !char.IsAsciiLetter((char)text[0]) || text[name] != ':' || name + 1 >= text.Length
            || !(char.IsAsciiLetter((char)text[name + 1]) || "\"'[{(<"u8.Contains(text[name + 1])))
            return false;
        tag = new BsdTag(name, 0, name + 1);
        return true;
    }

    private static bool TryReadPid(ReadOnlySpan<byte> text, int name, out BsdTag tag)
    {
        tag = default;
        int begin = name + 1;
        int pid = text.Slice(begin, Math.Min(PidBytesMax + 1, text.Length - begin)).IndexOf((byte)']');
        if (pid < 0 || text.Slice(begin, pid).ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return false;
        int at = begin + pid + 1;
        if (at < text.Length && text[at] == ':')
            at++;
        else if (pid == 0 || !IsSpace(text, at) || text.Slice(begin, pid).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        tag = new BsdTag(name, pid, at < text.Length && text[at] == ' ' ? at + 1 : at);
        return true;
    }

    private static bool IsSpace(ReadOnlySpan<byte> text, int at) => at >= text.Length || text[at] is (byte)' ' or (byte)'\t';
}
