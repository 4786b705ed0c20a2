using System.Buffers.Binary;
using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Pickles made by hand, so that the tests do not lean on what Python would write.</summary>
internal static class Pickles
{
    /// <summary>A pickle from Latin-1 text, so that opcodes are letters and <c>\x</c>.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    public static byte[] Frame(byte[] pickle)
    {
        byte[] frame = new byte[4 + pickle.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)pickle.Length);
        pickle.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>A record whose attribute <c>x</c> is what the opcodes put on the stack.</summary>
    public static byte[] Record(string opcodes) =>
        Frame(Bytes("}(X\u0003\0\0\0msgX\u0002\0\0\0hiX\a\0\0\0createdG?\u00F8\0\0\0\0\0\0X\u0001\0\0\0x" + opcodes + "u."));

    public static (DecodeStatus Status, RejectReason Reason, LogEvent Event) Decode(byte[] frame, PythonLoggingLimits? limits = null)
    {
        var logEvent = new LogEvent();
        DecodeStatus status = new PythonLoggingDecoder(limits).Decode(frame, logEvent, out int consumed, out RejectReason reason);
        if (status is DecodeStatus.Event or DecodeStatus.Rejected)
            Assert.Equal(frame.Length, consumed);
        else
            Assert.Equal(0, consumed);
        return (status, reason, logEvent);
    }

    /// <summary>What the field <c>x</c> shows of a value.</summary>
    public static string Show(string opcodes)
    {
        (DecodeStatus status, RejectReason reason, LogEvent logEvent) = Decode(Record(opcodes));
        Assert.Equal((DecodeStatus.Event, RejectReason.None), (status, reason));
        return Encoding.UTF8.GetString(Assert.Single(logEvent.Fields).Value.Span);
    }

    public static RejectReason Reject(string opcodes, PythonLoggingLimits? limits = null)
    {
        (DecodeStatus status, RejectReason reason, _) = Decode(Record(opcodes), limits);
        Assert.Equal(DecodeStatus.Rejected, status);
        return reason;
    }

    /// <summary>All that an event says, as one text that can be compared.</summary>
    public static string Describe(LogEvent e) => LogHogV1.Frames.Describe(e);
}
