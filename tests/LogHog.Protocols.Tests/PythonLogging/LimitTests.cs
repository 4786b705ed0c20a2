using LogHog.Protocols.PythonLogging;

namespace LogHog.Protocols.Tests.PythonLogging;

public sealed class LimitTests
{
    [Fact]
    public void Values_may_nest_as_deep_as_the_limit()
    {
        // The record is the first level.
        Assert.EndsWith("]]]", Pickles.Show(Lists(63)), StringComparison.Ordinal);
        Assert.Equal(RejectReason.PickleTooDeep, Pickles.Reject(Lists(64)));
        Assert.Equal(RejectReason.PickleTooDeep, Pickles.Reject(Lists(3), new PythonLoggingLimits { DepthMax = 3 }));
    }

    [Fact]
    public void Values_are_counted()
    {
        var limits = new PythonLoggingLimits { NodesMax = 100 };
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record("](" + new string('N', 80) + "e"), limits).Status);
        Assert.Equal(RejectReason.PickleTooManyNodes, Pickles.Reject("](" + new string('N', 100) + "e", limits));
        Assert.Equal(RejectReason.PickleTooManyNodes, Pickles.Reject("N" + new string('2', 100), limits));
    }

    [Fact]
    public void Entries_of_the_memo_are_counted()
    {
        var limits = new PythonLoggingLimits { MemoMax = 10 };
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record("N" + new string('\u0094', 10)), limits).Status);
        Assert.Equal(RejectReason.PickleMemoTooLarge, Pickles.Reject("N" + new string('\u0094', 11), limits));
        Assert.Equal(RejectReason.PickleMemoTooLarge, Pickles.Reject("N" + new string('\u0094', 10) + "p99999\n", limits));
        // The same number again is no new entry.
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record("N" + string.Concat(Enumerable.Repeat("p99999\n", 11))), limits).Status);
    }

    [Fact]
    public void A_memo_with_gaps_gives_back_what_was_put()
    {
        string puts = string.Concat(Enumerable.Range(0, 200).Select(i => $"K{(char)i}p{(long)i * 20_000_000}\n0"));
        string gets = string.Concat(Enumerable.Range(0, 200).Select(i => $"g{(long)i * 20_000_000}\n"));
        Assert.Equal($"[{string.Join(", ", Enumerable.Range(0, 200))}]", Pickles.Show(puts + "](" + gets + "e"));
    }

    [Fact]
    public void The_text_of_all_values_is_bounded()
    {
        var limits = new PythonLoggingLimits { RenderedBytesMax = 1000 };
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record("](" + new string('N', 150) + "e"), limits).Status);
        Assert.Equal(RejectReason.PickleRenderedTooLarge, Pickles.Reject("](" + new string('N', 200) + "e", limits));
    }

    [Fact]
    public void Fields_are_counted()
    {
        string Extras(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"NK{(char)i}"));
        var limits = new PythonLoggingLimits { FieldsMax = 5 };
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record("N" + Extras(4)), limits).Status);
        Assert.Equal(RejectReason.TooManyFields, Pickles.Reject("N" + Extras(5), limits));
    }

    [Fact]
    public void Names_of_fields_are_bounded()
    {
        string Named(int bytes) => $"NX{(char)(bytes & 255)}{(char)(bytes >> 8)}\0\0{new string('k', bytes)}N";
        Assert.Equal(DecodeStatus.Event, Pickles.Decode(Pickles.Record(Named(1024))).Status);
        Assert.Equal(RejectReason.BadValue, Pickles.Reject(Named(1025)));
    }

    private static string Lists(int depth) => new string(']', depth) + new string('a', depth - 1);
}
