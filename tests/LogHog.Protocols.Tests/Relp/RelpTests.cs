using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Relp;
using LogHog.Protocols.Tests.Streams;

namespace LogHog.Protocols.Tests.Relp;

public sealed class RelpTests
{
    private const string Offers = "relp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog";
    private const string Accepted = "200 OK\nrelp_version=0\nrelp_software=LogHog\ncommands=syslog";

    private static readonly string Opening = Frame(1, "open", Offers);

    [Fact]
    public void A_session_of_librelp_is_answered_command_by_command()
    {
        MemoryConnection connection = Connect().Send(Opening + Frame(2, "syslog", "<13>one") + Frame(3, "syslog", "<13>two") + Frame(4, "close", ""));

        Assert.Equal(["<13>one", "<13>two"], Bodies(connection));
        Assert.Equal(
            Frame(1, "rsp", Accepted) + Frame(2, "rsp", "200 OK") + Frame(3, "rsp", "200 OK") + Frame(4, "rsp", "200 OK") + "0 serverclose 0\n",
            connection.AnswerText);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void A_session_may_come_in_any_pieces() =>
        Mutations.AssertSplitsDoNotMatter(Conversation(), () => new RelpDecoder(new PlainMessages(), 1000), static () => new RelpSession());

    [Fact]
    public void Version_1_is_spoken_too() =>
        Assert.Contains("relp_version=1\n", Connect().Send(Frame(1, "open", "relp_version=1\ncommands=syslog")).AnswerText, StringComparison.Ordinal);

    [Theory]
    [InlineData("relp_version=0", true)]
    [InlineData("\nrelp_version=0\nunknown=1,2", true)]
    [InlineData("relp_version=0\r\ncommands=eventlog,syslog\r\n", true)]
    [InlineData("", false)]
    [InlineData("commands=syslog", false)]
    [InlineData("relp_version=", false)]
    [InlineData("relp_version=x", false)]
    [InlineData("relp_version=0\ncommands=eventlog", false)]
    public void Offers_decide_whether_a_session_begins(string offers, bool opens)
    {
        MemoryConnection connection = Connect().Send(Frame(1, "open", offers));

        Assert.Contains(opens ? " 200 OK\n" : " 500 ", connection.AnswerText, StringComparison.Ordinal);
        Assert.Equal(opens, connection.IsOpen);
    }

    [Fact]
    public void A_second_open_does_no_harm_and_an_unknown_command_is_told()
    {
        MemoryConnection connection = Connect().Send(Opening + Opening + Frame(2, "starttls", "") + Frame(3, "syslog", "m"));

        Assert.EndsWith(
            Frame(1, "rsp", "200 already open") + Frame(2, "rsp", "500 command is not known here") + Frame(3, "rsp", "200 OK"),
            connection.AnswerText, StringComparison.Ordinal);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public void Hints_get_no_answer()
    {
        MemoryConnection connection = Connect().Send(Opening);
        int answered = connection.Answers.Length;
        connection.Send(Frame(0, "serverclose", "") + Frame(0, "whatever", "x"));

        Assert.Equal(answered, connection.Answers.Length);
    }

    [Fact]
    public void A_message_that_is_refused_is_answered_so_that_it_is_not_sent_for_ever()
    {
        MemoryConnection connection = Connect().Send(Opening + Frame(2, "syslog", "") + Frame(3, "syslog", "m"));

        Assert.Equal(nameof(RejectReason.FrameEmpty), connection.Seen[0]);
        Assert.EndsWith(Frame(2, "rsp", "200 OK") + Frame(3, "rsp", "200 OK"), connection.AnswerText, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_may_hold_anything_and_be_as_long_as_the_limit()
    {
        string data = "a\n2 close 0\n\0" + new string('x', 986);
        Assert.Equal(1000, Encoding.UTF8.GetByteCount(data) + 1);
        MemoryConnection connection = Connect().Send(Opening + Frame(2, "syslog", data + "y"));

        Assert.Equal([data + "y"], Bodies(connection));
        Assert.True(connection.IsOpen);
    }

    [Theory]
    [InlineData("2 syslog 1001 ", RejectReason.FrameTooLarge)]
    [InlineData("2 syslog 999999999 ", RejectReason.FrameTooLarge)]
    [InlineData("1234567890 syslog 1 x\n", RejectReason.BadFraming)]
    [InlineData("x syslog 1 x\n", RejectReason.BadFraming)]
    [InlineData(" syslog 1 x\n", RejectReason.BadFraming)]
    [InlineData("2 sys1og 1 x\n", RejectReason.BadFraming)]
    [InlineData("2  1 x\n", RejectReason.BadFraming)]
    [InlineData("2 abcdefghijklmnopqrstuvwxyzabcdefg 0\n", RejectReason.BadFraming)]
    [InlineData("2 syslog 1x\n", RejectReason.BadFraming)]
    [InlineData("2 syslog 1\nx\n", RejectReason.BadFraming)]
    [InlineData("2 syslog 1 xx", RejectReason.BadFraming)]
    [InlineData("2 syslog  1 x\n", RejectReason.BadFraming)]
    [InlineData("GET / HTTP/1.1\r\n", RejectReason.BadFraming)]
    public void What_is_no_frame_ends_the_connection(string bytes, RejectReason reason)
    {
        MemoryConnection connection = Connect().Send(Opening + bytes);

        Assert.Equal([reason.ToString()], connection.Seen);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void A_message_before_open_ends_the_connection()
    {
        MemoryConnection connection = Connect().Send(Frame(1, "syslog", "m"));

        Assert.Equal([nameof(RejectReason.BadFraming)], connection.Seen);
        Assert.Empty(connection.Answers);
    }

    [Fact]
    public void A_server_that_closes_tells_those_that_are_open()
    {
        RelpSession fresh = new();
        fresh.Close();
        Assert.False(fresh.HasAnswers);

        RelpSession open = new();
        new MemoryConnection(new RelpDecoder(new PlainMessages(), 1000), open).Send(Opening);
        open.Close();
        Assert.Equal("0 serverclose 0\n", Encoding.ASCII.GetString(open.TakeAnswers()));
    }

    [Fact]
    public void An_idle_session_holds_no_memory_for_answers()
    {
        RelpSession session = new();
        new MemoryConnection(new RelpDecoder(new PlainMessages(), 1000), session).Send(Opening);

        Assert.False(session.HasAnswers);
        Assert.Same(ArraySegment<byte>.Empty.Array, session.TakeAnswers().Array);
    }

    [Fact]
    public void Damaged_sessions_do_no_harm() =>
        Mutations.RunStream(
            [Conversation()], [.. "0123456789 \n,=opensyslogclose"u8, 0, 0xFF], new RelpDecoder(new PlainMessages(), 1000), static () => new RelpSession());

    private static byte[] Conversation() => Encoding.UTF8.GetBytes(
        Opening + Frame(2, "syslog", "<13>one") + Frame(3, "syslog", "") + Frame(4, "starttls", "") + "5 open 0 \n" + Frame(0, "hint", "x")
        + Frame(6, "syslog", "two\nlines\n7 close 0\n") + Frame(999_999_999, "syslog", new string('m', 300)) + Frame(1, "close", ""));

    private static MemoryConnection Connect() => new(new RelpDecoder(new PlainMessages(), 1000), new RelpSession());

    private static string Frame(int transaction, string command, string data) =>
        $"{transaction} {command} {Encoding.UTF8.GetByteCount(data)}{(data.Length > 0 ? " " + data : "")}\n";

    private static IEnumerable<string> Bodies(MemoryConnection connection) => connection.Seen.Select(static seen => seen.Split('|')[5]);

    /// <summary>Takes a message as it is.</summary>
    private sealed class PlainMessages : IDatagramDecoder
    {
        public DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason)
        {
            logEvent.Clear();
            logEvent.Body = datagram;
            reason = datagram.IsEmpty ? RejectReason.FrameEmpty : RejectReason.None;
            return datagram.IsEmpty ? DecodeStatus.Rejected : DecodeStatus.Event;
        }
    }
}
