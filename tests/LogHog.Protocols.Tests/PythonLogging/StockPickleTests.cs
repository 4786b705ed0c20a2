using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>What is read in one pass is what the machine reads.</summary>
public sealed class StockPickleTests
{
    private readonly LogEvent _event = new();

    [Theory]
    [MemberData(nameof(RealPythonTests.Versions), MemberType = typeof(RealPythonTests))]
    public async Task Records_of_real_Pythons(string version)
    {
        Assert.SkipWhen(Pythons.Find(version) is null, $"Python {version} is not installed");
        foreach (RecordFrame frame in await RecordFrames.OfAsync(Pythons.Find(version)!))
        {
            Compare(frame.Frame);
            foreach (byte[] changed in Changed(frame.Frame, new Random(frame.Frame.Length), 20))
                Compare(changed);
        }
    }

    [Fact]
    public void The_hostile_corpus()
    {
        foreach (HostilePickle hostile in HostilePickles.All())
            Compare(hostile.Frame);
    }

    [Theory]
    // A text that stands there twice, as a name and as a value.
    [InlineData("X\u0001\0\0\0aq\u0001h\u0001")]
    [InlineData("X\u0001\0\0\0aq\u0001X\u0001\0\0\0bq\u0002h\u0001h\u0002")]
    // Numbers of the memo that are odd: the dict itself, a gap, nobody's, one that is taken.
    [InlineData("X\u0001\0\0\0aq\u0001h\0")]
    [InlineData("X\u0001\0\0\0aq\u0007h\u0007")]
    [InlineData("X\u0001\0\0\0aq\u0001h\u0005")]
    [InlineData("X\u0001\0\0\0aq\0h\0")]
    [InlineData("X\u0001\0\0\0a\u0094X\u0001\0\0\0b\u0094")]
    // An attribute twice, names that are no texts, values of each kind.
    [InlineData("X\u0003\0\0\0msgX\u0005\0\0\0again")]
    [InlineData("K\u0001K\u0002NN")]
    [InlineData("U\u0001aI01\nU\u0001bI00\nU\u0001cI7\nU\u0001dL7L\nU\u0001eL-7\n")]
    [InlineData("U\u0001aI\nU\u0001bL99999999999999999999L\n")]
    [InlineData("U\u0001a\u008A\0U\u0001b\u008A\u0009\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001")]
    [InlineData("U\u0001aG\u007F\u00F0\0\0\0\0\0\0U\u0001bG\u00FF\u00F8\0\0\0\0\0\0U\u0001cG?\u00B9\u0099\u0099\u0099\u0099\u0099\u009A")]
    [InlineData("U\u0001aU\u0001\u00FFU\u0001bX\u0001\0\0\0\u00FFU\u0001\u00FFN")]
    [InlineData("U\u0004argsU\u0001xU\u0007levelnoG?\u00F8\0\0\0\0\0\0U\u0009levelnameU\u0005ERROR")]
    [InlineData("U\u0007messageU\u0002hiU\u0008exc_infoK\u0001U\u0008exc_textK\u0002U\u0005msecsG@\u007F@\0\0\0\0\0")]
    [InlineData("U\u0008trace_idU 4bf92f3577b34da6a3ce929d0e0e4736U\u0007span_idU\u001000f067aa0ba902b7")]
    [InlineData("U\u0001aX\u00FF\u00FF\u00FF\u00FFx")]
    [InlineData("U\u0001a")]
    [InlineData("U\u0001a(K\u0001tU\u0001b]")]
    public void Pairs_of_every_kind(string pairs)
    {
        const string record = "X\u0003\0\0\0msgX\u0002\0\0\0hiX\a\0\0\0createdG?\u00F8\0\0\0\0\0\0";
        foreach (string pickle in new[] { "}(" + record + pairs + "u.", "}q\0(" + pairs + record + "u.", "\u0080\u0004}\u0094(" + pairs + record + "u.", "}(" + pairs + "u." })
            Compare(Pickles.Frame(Pickles.Bytes(pickle)));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\u0080\u0005", 0)]
    [InlineData("\u0080\u0006", 0)]
    [InlineData("\u0080\u0004\u0095\u0025\0\0\0\0\0\0\0", 0)]
    [InlineData("\u0080\u0004\u0095\u0024\0\0\0\0\0\0\0", 0)]
    [InlineData("\u0080\u0004\u0095\u0026\0\0\0\0\0\0\0", 0)]
    [InlineData("", 3)]
    public void Heads_and_tails(string head, int behind) =>
        Compare(Pickles.Frame(Pickles.Bytes(head + "}(X\u0003\0\0\0msgX\u0002\0\0\0hiX\a\0\0\0createdG?\u00F8\0\0\0\0\0\0u." + new string('x', behind))));

    [Theory]
    [InlineData(100)]
    [InlineData(191)]
    [InlineData(193)]
    [InlineData(300)]
    [InlineData(1100)]
    public void Many_fields(int count)
    {
        string pairs = string.Concat(Enumerable.Range(0, count).Select(i => $"X\u0004\0\0\0{i:0000}\u0094K\u0001"));
        Compare(Pickles.Frame(Pickles.Bytes("}(X\u0003\0\0\0msgX\u0002\0\0\0hiX\a\0\0\0createdG?\u00F8\0\0\0\0\0\0" + pairs + "u.")));
    }

    private void Compare(byte[] frame)
    {
        // New ones each time: what they have met before decides what they try, and which limit is the first that they meet.
        string quick = Answer(new PythonLoggingDecoder(), frame);
        string machine = Answer(new PythonLoggingDecoder(null, LogRecordFieldChoice.All, readsStock: false), frame);
        if (quick != machine)
            Assert.Fail($"{quick}\n{machine}\nfor {Convert.ToHexString(frame)}");
    }

    private string Answer(PythonLoggingDecoder decoder, byte[] frame)
    {
        DecodeStatus status = decoder.Decode(frame, _event, out int consumed, out RejectReason reason);
        return status == DecodeStatus.Event ? $"{consumed} {Pickles.Describe(_event)}" : $"{consumed} {status} {reason}";
    }

    private static IEnumerable<byte[]> Changed(byte[] frame, Random random, int times)
    {
        if (frame.Length > 4096)
            yield break;
        for (; times > 0; times--)
        {
            byte[] changed = [.. frame];
            changed[random.Next(4, frame.Length)] = times % 2 == 0 ? (byte)random.Next(256) : frame[random.Next(4, frame.Length)];
            yield return changed;
        }
    }
}
