using System.Text.Json;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>Each opcode does what Python's own pickletools and pickle say.</summary>
public sealed class OpcodeTests
{
    private static readonly Dictionary<string, ArgumentLayout> Layouts = new()
    {
        [""] = ArgumentLayout.Nothing,
        ["uint1"] = ArgumentLayout.Bytes1,
        ["uint2"] = ArgumentLayout.Bytes2,
        ["int4"] = ArgumentLayout.Bytes4,
        ["uint4"] = ArgumentLayout.Bytes4,
        ["uint8"] = ArgumentLayout.Bytes8,
        ["float8"] = ArgumentLayout.Bytes8,
        ["decimalnl_short"] = ArgumentLayout.Line,
        ["decimalnl_long"] = ArgumentLayout.Line,
        ["floatnl"] = ArgumentLayout.Line,
        ["stringnl"] = ArgumentLayout.Line,
        ["stringnl_noescape"] = ArgumentLayout.Line,
        ["unicodestringnl"] = ArgumentLayout.Line,
        ["stringnl_noescape_pair"] = ArgumentLayout.TwoLines,
        ["long1"] = ArgumentLayout.Counted1,
        ["string1"] = ArgumentLayout.Counted1,
        ["bytes1"] = ArgumentLayout.Counted1,
        ["unicodestring1"] = ArgumentLayout.Counted1,
        ["long4"] = ArgumentLayout.Counted4,
        ["string4"] = ArgumentLayout.Counted4,
        ["bytes4"] = ArgumentLayout.Counted4,
        ["unicodestring4"] = ArgumentLayout.Counted4,
        ["bytes8"] = ArgumentLayout.Counted8,
        ["unicodestring8"] = ArgumentLayout.Counted8,
        ["bytearray8"] = ArgumentLayout.Counted8,
    };

    [Fact]
    public async Task All_68_have_the_argument_that_pickletools_names()
    {
        const string Program = "import json, pickletools; print(json.dumps([[ord(o.code), o.arg.name if o.arg else ''] for o in pickletools.opcodes]))";
        ProgramResult result = await ExternalProgram.RunAsync("/usr/bin/python3", "-c", Program);
        (byte Code, string Argument)[] known =
            [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray().Select(o => (o[0].GetByte(), o[1].GetString()!))];
        Assert.Equal(68, known.Length);
        foreach ((byte code, string argument) in known)
            Assert.Equal((code, Layouts[argument]), (code, PickleArgument.LayoutOf(code)));
        Assert.Equal(68, Enumerable.Range(0, 256).Count(code => PickleArgument.LayoutOf((byte)code) != ArgumentLayout.Unknown));
    }

    [Theory]
    // Numbers.
    [InlineData("I42\n", "42")]
    [InlineData("I01\n", "true")]
    [InlineData("I00\n", "false")]
    [InlineData("I-7\n", "-7")]
    [InlineData("L-123456789012345678901234567890L\n", "-123456789012345678901234567890")]
    [InlineData("L5\n", "5")]
    [InlineData("J\u00FE\u00FF\u00FF\u00FF", "-2")]
    [InlineData("K\u00FF", "255")]
    [InlineData("M\u00FF\u00FF", "65535")]
    [InlineData("\u008A\0", "0")]
    [InlineData("\u008A\u0001\u00FF", "-1")]
    [InlineData("\u008A\u0009\0\0\0\0\0\0\0\0\u0001", "18446744073709551616")]
    [InlineData("\u008B\u0002\0\0\0\0\u0080", "-32768")]
    [InlineData("F1.5\n", "1.5")]
    [InlineData("F-inf\n", "-inf")]
    [InlineData("Fnan\n", "nan")]
    [InlineData("F1e+20\n", "1e+20")]
    [InlineData("G?\u00F0\0\0\0\0\0\0", "1.0")]
    [InlineData("N", "None")]
    [InlineData("\u0088", "true")]
    [InlineData("\u0089", "false")]
    // Texts.
    [InlineData("S'a\\x41\\n\\101\\'\\q'\n", "aA\nA'\\q")]
    [InlineData("S\"it's\"\n", "it's")]
    [InlineData("Va\\u00e9\\U0001f600\\\\u0041\n", "aé😀\\\\u0041")]
    [InlineData("V\\ud83d\\ude00\n", "😀")]
    [InlineData("V\u00E9\n", "é")]
    [InlineData("T\u0002\0\0\0ab", "ab")]
    [InlineData("U\u0002\u00C3\u00A9", "é")]
    [InlineData("X\u0002\0\0\0\u00C3\u00A9", "é")]
    [InlineData("\u008C\u0001a", "a")]
    [InlineData("\u008D\u0001\0\0\0\0\0\0\0a", "a")]
    [InlineData("B\u0002\0\0\0a\u00FF", "b'a\\xff'")]
    [InlineData("C\u0001'", "b\"'\"")]
    [InlineData("\u008E\u0001\0\0\0\0\0\0\0a", "b'a'")]
    [InlineData("\u0096\u0001\0\0\0\0\0\0\0a", "bytearray(b'a')")]
    [InlineData("\u0097", "<buffer>")]
    [InlineData("\u0097\u0098", "<buffer>")]
    // Containers.
    [InlineData("]", "[]")]
    [InlineData("]K\u0001a", "[1]")]
    [InlineData("](K\u0001K\u0002eK\u0003a", "[1, 2, 3]")]
    [InlineData("(K\u0001l", "[1]")]
    [InlineData(")", "()")]
    [InlineData("(t", "()")]
    [InlineData("(K\u0001K\u0002K\u0003t", "(1, 2, 3)")]
    [InlineData("K\u0001\u0085", "(1,)")]
    [InlineData("K\u0001K\u0002\u0086", "(1, 2)")]
    [InlineData("K\u0001K\u0002K\u0003\u0087", "(1, 2, 3)")]
    [InlineData("}", "{}")]
    [InlineData("}K\u0001K\u0002s", "{1: 2}")]
    [InlineData("}(K\u0001K\u0002K\u0003K\u0004u", "{1: 2, 3: 4}")]
    [InlineData("(K\u0001K\u0002d", "{1: 2}")]
    [InlineData("\u008F", "set()")]
    [InlineData("\u008F(K\u0001K\u0002\u0090", "{1, 2}")]
    [InlineData("(K\u0001\u0091", "frozenset({1})")]
    [InlineData("(\u0091", "frozenset()")]
    // Stack and memo.
    [InlineData("K\u0001K\u00020", "1")]
    [InlineData("K\u0001(0", "1")]
    [InlineData("K\u0001(K\u0002K\u00031", "1")]
    [InlineData("K\u00012\u0086", "(1, 1)")]
    [InlineData("K\u0001q\u00050h\u0005", "1")]
    [InlineData("K\u0001p7\n0g7\n", "1")]
    [InlineData("K\u0001r\u00FF\u00FF\u00FF\u00FF0j\u00FF\u00FF\u00FF\u00FF", "1")]
    [InlineData("K\u0001\u0094K\u0002\u0094h\0\u0087", "(1, 2, 1)")]
    [InlineData("]q\u0001h\u0001a", "[[...]]")]
    [InlineData("}q\u0001K\u0001h\u0001s", "{1: {...}}")]
    [InlineData("]q\u0001h\u0001\u0085a", "[([...],)]")]
    // Names, calls, ids.
    [InlineData("cos\nsystem\n", "<os.system>")]
    [InlineData("\u008C\u0002os\u008C\u0006system\u0093", "<os.system>")]
    [InlineData("cos\nsystem\nX\u0002\0\0\0ls\u0085R", "<os.system('ls')>")]
    [InlineData("cm\nC\n)\u0081", "<m.C()>")]
    [InlineData("cm\nC\nK\u0001\u0085}X\u0001\0\0\0kK\u0002s\u0092", "<m.C(1, k=2)>")]
    [InlineData("cm\nC\n)R}X\u0001\0\0\0kK\u0002sb", "<m.C(k=2)>")]
    [InlineData("cm\nC\n)RN}X\u0001\0\0\0kK\u0002s\u0086b", "<m.C(k=2)>")]
    [InlineData("cm\nC\n)RK\u0005b", "<m.C(5)>")]
    [InlineData("cm\nC\n)R(K\u0001e(K\u0002K\u0003u", "<m.C([1], {2: 3})>")]
    [InlineData("(K\u0001im\nC\n", "<m.C(1)>")]
    [InlineData("(cm\nC\nK\u0001o", "<m.C(1)>")]
    [InlineData("\u0082\u0005", "<extension 5>")]
    [InlineData("\u0083\u0005\u0001", "<extension 261>")]
    [InlineData("\u0084\u0001\0\0\0", "<extension 1>")]
    [InlineData("\u0082\u0005)R", "<extension 5()>")]
    [InlineData("Pthe id\n", "<persistent b'the id'>")]
    [InlineData("K\u0001Q", "<persistent 1>")]
    [InlineData("c__builtin__\ngetattr\ncos\npath\nX\u0004\0\0\0join\u0086R", "<os.path.join>")]
    // What says nothing.
    [InlineData("\u0080\u0005\u0095\u0003\0\0\0\0\0\0\0K\u0001", "1")]
    public void Each_reads_as_Python_reads_it(string opcodes, string shown) => Assert.Equal(shown, Pickles.Show(opcodes));

    [Theory]
    [InlineData("\u00FF")] // no opcode
    [InlineData("\u0080\u0006")] // a protocol to come
    [InlineData("\u0095\u00FF\u00FF\u00FF\0\0\0\0\0K\u0001")] // a frame beyond the end
    [InlineData("Ix\n")]
    [InlineData("I\n")]
    [InlineData("L1.5\n")]
    [InlineData("Fx\n")]
    [InlineData("F1e999x\n")]
    [InlineData("Sabc\n")]
    [InlineData("S'abc\n")]
    [InlineData("S'\\x4'\n")]
    [InlineData("V\\u12\n")]
    [InlineData("V\\U00110000\n")]
    [InlineData("\u0082\0")] // extension 0
    [InlineData("\u0084\u00FF\u00FF\u00FF\u00FF")] // a negative one
    [InlineData("h\u0042")] // nobody put that
    [InlineData("g1\n")]
    [InlineData("gx\n")]
    [InlineData("K\u0001p-1\n")]
    [InlineData("K\u0001K\u0002a")] // not a list
    [InlineData("}K\u0001a")]
    [InlineData("]K\u0001K\u0002s")]
    [InlineData("](K\u0001\u0090")]
    [InlineData("\u008F(K\u0001e")]
    [InlineData("}(K\u0001u")] // odd
    [InlineData("(K\u0001d")]
    [InlineData("K\u0001)R")] // no callable
    [InlineData("cm\nC\n]R")] // no tuple
    [InlineData("cm\nC\n)]\u0092")] // no dict
    [InlineData("K\u0001}b")]
    [InlineData("]}b")]
    [InlineData("K\u0001K\u0002\u0093")] // no names
    [InlineData("(o")]
    [InlineData("X\u0004\0\0\0a")] // swallows what follows and ends inside
    [InlineData("X\u00FF\u00FF\u00FF\u007F")]
    [InlineData("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F")]
    [InlineData("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")]
    [InlineData("\u008B\u00FF\u00FF\u00FF\u00FF")]
    [InlineData("T\u00FF\u00FF\u00FF\u00FF")]
    [InlineData("cos")]
    public void What_Python_would_refuse_is_refused(string opcodes) => Assert.Equal(RejectReason.BadPickle, Pickles.Reject(opcodes));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("N")]
    [InlineData("(.")]
    [InlineData("N(.")]
    [InlineData("0.")]
    [InlineData("1.")]
    [InlineData("2.")]
    [InlineData("a.")]
    [InlineData("e.")]
    [InlineData("t.")]
    [InlineData("N(0000.")]
    [InlineData("]((e.")]
    public void The_stack_has_a_floor(string pickle)
    {
        (DecodeStatus status, RejectReason reason, _) = Pickles.Decode(Pickles.Frame(Pickles.Bytes(pickle)));
        Assert.Equal((DecodeStatus.Rejected, pickle.Length == 0 ? RejectReason.FrameEmpty : RejectReason.BadPickle), (status, reason));
    }

    [Theory]
    [InlineData("N.")]
    [InlineData("].")]
    [InlineData("K\u0001.")]
    [InlineData("}.")]
    [InlineData("}X\u0003\0\0\0msgNs.")]
    [InlineData("cos\nsystem\nX\u0002\0\0\0ls\u0085R.")]
    public void What_is_no_record_is_refused(string pickle)
    {
        (DecodeStatus status, RejectReason reason, _) = Pickles.Decode(Pickles.Frame(Pickles.Bytes(pickle)));
        Assert.Equal((DecodeStatus.Rejected, RejectReason.NotALogRecord), (status, reason));
    }
}
