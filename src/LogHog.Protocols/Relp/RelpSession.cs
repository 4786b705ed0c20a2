using System.Buffers.Text;

namespace LogHog.Protocols.Relp;

/// <summary>
/// One connection of a RELP client: <c>open</c> first, then messages, then perhaps <c>close</c>. Each command is answered, in the order
/// in which they came, and a message's answer is true when it goes out.
/// </summary>
public sealed class RelpSession : ProtocolSession
{
    // The numbers and words of the longest answer, which is that to "open".
    private const int AnswerBytesMax = 128;

    private static ReadOnlySpan<byte> Done => " rsp 6 200 OK\n"u8;

    private static ReadOnlySpan<byte> Hint => "0 serverclose 0\n"u8;

    /// <summary>Messages may come.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>The server goes: the hint spares the client a time-out.</summary>
    public override void Close()
    {
        if (IsOpen)
            Answer(Hint);
    }

    /// <summary>A message has been decoded.</summary>
    internal void Acknowledge(int transaction)
    {
        if (transaction == 0)
            return;
        Span<byte> answer = ReserveAnswer(AnswerBytesMax);
        Utf8Formatter.TryFormat(transaction, answer, out int bytes);
        Done.CopyTo(answer[bytes..]);
        CommitAnswer(bytes + Done.Length);
    }

    /// <summary>Does a command that is no message.</summary>
    internal void Do(RelpCommand command, int transaction, ReadOnlySpan<byte> data)
    {
        // Hints of a client say nothing to a server; such as are not known are passed by.
        if (transaction == 0)
            return;
        switch (command)
        {
            case RelpCommand.Open when IsOpen:
                // librelp itself sends a second one now and then.
                Respond(transaction, "200 already open"u8);
                break;
            case RelpCommand.Open:
                Open(transaction, data);
                break;
            case RelpCommand.Close:
                Acknowledge(transaction);
                Close();
                IsOver = true;
                break;
            default:
                Respond(transaction, "500 command is not known here"u8);
                break;
        }
    }

    /// <summary>Offers, one a line: what is not known is passed by, the version must be there, and messages must be what the client sends.</summary>
    private void Open(int transaction, ReadOnlySpan<byte> offers)
    {
        int version = -1;
        bool sendsMessages = true;
        foreach (Range range in offers.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> offer = offers[range].TrimEnd((byte)'\r');
            if (TryTake(ref offer, "relp_version="u8))
                version = Utf8Parser.TryParse(offer, out int number, out int read) && read == offer.Length && number >= 0 ? number : -1;
            else if (TryTake(ref offer, "commands="u8))
                sendsMessages = HasWord(offer, "syslog"u8);
        }

        IsOpen = version >= 0 && sendsMessages;
        if (IsOpen)
            // Versions 0, which librelp speaks, and 1 differ in their number alone.
            Respond(transaction, version == 0
                ? "200 OK\nrelp_version=0\nrelp_software=LogHog\ncommands=syslog"u8
                : "200 OK\nrelp_version=1\nrelp_software=LogHog\ncommands=syslog"u8);
        else
            Respond(transaction, version < 0 ? "500 relp_version is missing"u8 : "500 the command syslog is required"u8);
        IsOver = !IsOpen;
    }

    private void Respond(int transaction, ReadOnlySpan<byte> data)
    {
        Span<byte> answer = ReserveAnswer(AnswerBytesMax);
        Utf8Formatter.TryFormat(transaction, answer, out int bytes);
        bytes += Put(answer[bytes..], " rsp "u8);
        Utf8Formatter.TryFormat(data.Length, answer[bytes..], out int digits);
        bytes += digits;
        bytes += Put(answer[bytes..], " "u8);
        bytes += Put(answer[bytes..], data);
        bytes += Put(answer[bytes..], "\n"u8);
        CommitAnswer(bytes);
    }

    private static int Put(Span<byte> to, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to);
        return text.Length;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (!text.StartsWith(prefix))
            return false;
        text = text[prefix.Length..];
        return true;
    }

    private static bool HasWord(ReadOnlySpan<byte> list, ReadOnlySpan<byte> word)
    {
        foreach (Range range in list.Split((byte)','))
        {
            if (list[range].SequenceEqual(word))
                return true;
        }

        return false;
    }
}
