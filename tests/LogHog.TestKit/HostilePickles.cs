using System.Buffers.Binary;
using System.Text;

namespace LogHog.TestKit;

/// <summary>A pickle that means harm, or is none, and what it tries.</summary>
public sealed record HostilePickle(string Name, byte[] Pickle)
{
    /// <summary>As Python's handlers frame it.</summary>
    public byte[] Frame
    {
        get
        {
            byte[] frame = new byte[4 + Pickle.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)Pickle.Length);
            Pickle.CopyTo(frame, 4);
            return frame;
        }
    }
}

/// <summary>
/// Some 25,000 hostile pickles, always the same ones: each opcode at each place of good records, cuts, bombs, lengths, depths,
/// and the shapes of known exploits.
/// </summary>
public static class HostilePickles
{
    // Each of the 68 opcodes with an argument that is sound.
    private static readonly string[] Opcodes =
    [
        "(", ".", "0", "1", "2", "F1.5\n", "I7\n", "J\u0001\0\0\0", "K\u0001", "L7L\n", "M\u0001\0", "N", "Px\n", "Q", "R", "S'x'\n",
        "T\u0001\0\0\0x", "U\u0001x", "Vx\n", "X\u0001\0\0\0x", "a", "b", "cos\nsystem\n", "d", "}", "e", "g1\n", "h\u0001", "ios\nsystem\n",
        "j\u0001\0\0\0", "l", "]", "o", "p1\n", "q\u0001", "r\u0001\0\0\0", "s", "t", ")", "u", "G?\u00F0\0\0\0\0\0\0", "\u0080\u0004", "\u0081",
        "\u0082\u0001", "\u0083\u0001\0", "\u0084\u0001\0\0\0", "\u0085", "\u0086", "\u0087", "\u0088", "\u0089", "\u008A\u0001\u0001",
        "\u008B\u0001\0\0\0\u0001", "B\u0001\0\0\0x", "C\u0001x", "\u008C\u0001x", "\u008D\u0001\0\0\0\0\0\0\0x", "\u008E\u0001\0\0\0\0\0\0\0x",
        "\u008F", "\u0090", "\u0091", "\u0092", "\u0093", "\u0094", "\u0095\0\0\0\0\0\0\0\0", "\u0096\u0001\0\0\0\0\0\0\0x", "\u0097", "\u0098",
    ];

    // Records as protocols 1 and 4 write them, opcode by opcode.
    private static readonly string[] Protocol1 =
    [
        "}", "q\0", "(", Name("name"), "q\u0001", Name("web"), "q\u0002", Name("msg"), "q\u0003", Name("hello"), "q\u0004", Name("args"), "N",
        Name("levelname"), "q\u0005", Name("INFO"), "q\u0006", Name("levelno"), "q\u0007", "K\u0014", Name("created"), "q\u0008", Created,
        Name("thread"), "q\u0009", "L140048439466880\n", Name("extra"), "q\u000A", "]", "q\u000B", "(", "K\u0001", ")", "}", "e", "u", ".",
    ];

    private static readonly string[] Protocol4 =
    [
        "\u0080\u0004", "\u0095\u0010\0\0\0\0\0\0\0", "}", "\u0094", "(", Short("msg"), "\u0094", Short("hello"), "\u0094", Short("created"), "\u0094", Created,
        Short("args"), "\u0094", Short("a"), "\u0094", "K\u0001", "\u0086", "\u0094", Short("levelno"), "\u0094", "K\u0014",
        Short("when"), "\u0094", Short("datetime"), "\u0094", Short("date"), "\u0094", "\u0093", "\u0094", "C\u0004\u0007\u00EA\u000B\u0014", "\u0094", "\u0085",
        "\u0094", "R", "\u0094", Short("set"), "\u008F", "\u0094", "(", "K\u0001", "K\u0002", "\u0090", "u", ".",
    ];

    private static readonly (string Module, string Name)[] Exploits =
    [
        ("os", "system"), ("posix", "system"), ("nt", "system"), ("os", "popen"), ("os", "execve"), ("os", "remove"), ("os", "fork"),
        ("subprocess", "Popen"), ("subprocess", "check_output"), ("subprocess", "run"), ("commands", "getoutput"), ("popen2", "popen2"),
        ("builtins", "eval"), ("builtins", "exec"), ("builtins", "compile"), ("builtins", "open"), ("builtins", "__import__"), ("builtins", "getattr"),
        ("__builtin__", "eval"), ("__builtin__", "execfile"), ("__builtin__", "file"), ("__builtin__", "apply"), ("__builtin__", "input"),
        ("pip", "main"), ("pip._internal", "main"), ("ctypes", "CDLL"), ("ctypes", "cdll.LoadLibrary"), ("_ctypes", "dlopen"),
        ("runpy", "run_path"), ("runpy", "_run_code"), ("logging", "FileHandler"), ("logging.config", "fileConfig"), ("logging.config", "listen"),
        ("logging.handlers", "SocketHandler"), ("socket", "create_connection"), ("socket", "socket"), ("urllib.request", "urlopen"),
        ("webbrowser", "open"), ("importlib", "import_module"), ("importlib.machinery", "SourceFileLoader"), ("imp", "load_source"),
        ("pty", "spawn"), ("shutil", "rmtree"), ("shutil", "copyfile"), ("tempfile", "NamedTemporaryFile"), ("io", "open"), ("codecs", "open"),
        ("code", "InteractiveInterpreter"), ("pdb", "run"), ("timeit", "timeit"), ("cProfile", "run"), ("bdb", "Bdb"), ("doctest", "debug_script"),
        ("types", "CodeType"), ("types", "FunctionType"), ("marshal", "loads"), ("pickle", "loads"), ("_pickle", "loads"), ("shelve", "open"),
        ("operator", "methodcaller"), ("functools", "partial"), ("asyncio", "create_subprocess_shell"), ("multiprocessing", "Process"),
        ("smtplib", "SMTP"), ("ftplib", "FTP"), ("sqlite3", "connect"), ("dbm", "open"), ("zipimport", "zipimporter"), ("site", "main"),
        ("ensurepip", "_run_pip"), ("venv", "create"), ("idlelib.run", "main"), ("torch", "load"), ("numpy", "load"), ("joblib", "load"), ("yaml", "load"),
        ("signal", "raise_signal"), ("gc", "get_objects"), ("sys", "exit"), ("sys", "settrace"), ("threading", "Thread"), ("resource", "setrlimit"),
    ];

    private static string Created => "GA\u00DA\u00C2\u0013\u0011\u0080\0\0";

    /// <summary>All of them.</summary>
    /// <param name="canary">A path that exploits try to make.</param>
    public static IEnumerable<HostilePickle> All(string canary = "/tmp/loghog-canary") =>
        EveryOpcodeEverywhere().Concat(Truncated()).Concat(Mutated()).Concat(Exploited(canary)).Concat(Bombs(4096)).Concat(Lengths());

    public static IEnumerable<HostilePickle> EveryOpcodeEverywhere()
    {
        foreach ((string name, string[] record) in new[] { ("protocol 1", Protocol1), ("protocol 4", Protocol4) })
        {
            for (int at = 0; at < record.Length; at++)
            {
                foreach (string opcode in Opcodes)
                {
                    string before = string.Concat(record[..at]);
                    yield return Of($"{name}, {(int)opcode[0]:x} put in at {at}", before + opcode + string.Concat(record[at..]));
                    yield return Of($"{name}, {(int)opcode[0]:x} instead of {at}", before + opcode + string.Concat(record[(at + 1)..]));
                }
            }
        }
    }

    public static IEnumerable<HostilePickle> Truncated()
    {
        foreach (string whole in new[] { string.Concat(Protocol1), string.Concat(Protocol4) })
        {
            for (int length = 1; length < whole.Length; length++)
            {
                yield return Of($"cut at {length}", whole[..length]);
                yield return Of($"cut at {length}, and stopped", whole[..length] + ".");
            }
        }
    }

    public static IEnumerable<HostilePickle> Mutated()
    {
        var random = new Random(68);
        byte[] opcodes = [.. Opcodes.Select(opcode => (byte)opcode[0])];
        byte[][] records = [Latin1(string.Concat(Protocol1)), Latin1(string.Concat(Protocol4))];
        for (int round = 0; round < 10_000; round++)
        {
            byte[] pickle = [.. records[round % 2]];
            for (int change = random.Next(1, 8); change > 0; change--)
                pickle[random.Next(pickle.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : opcodes[random.Next(opcodes.Length)];
            yield return new HostilePickle($"mutation {round}", pickle);
        }
    }

    /// <summary>Calls that would run, open, load or connect, as each protocol spells them, alone and as a record's values.</summary>
    public static IEnumerable<HostilePickle> Exploited(string canary)
    {
        string command = Name($"touch {canary}");
        foreach ((string module, string name) in Exploits)
        {
            string global = $"c{module}\n{name}\n";
            string stackGlobal = Short(module) + Short(name) + "\u0093";
            (string Way, string Opcodes)[] ways =
            [
                ("reduce", global + command + "\u0085R"),
                ("reduce with a mark", global + "(" + command + "tR"),
                ("stack global", stackGlobal + command + "\u0085R"),
                ("new object", global + command + "\u0085\u0081"),
                ("new object with keywords", global + ")}" + Name("args") + command + "s\u0092"),
                ("instance", "(" + command + $"i{module}\n{name}\n"),
                ("object", "(" + global + command + "o"),
                ("build", global + ")R}" + Name("__setstate__") + stackGlobal + "sb" + command + "b"),
                ("newobj of copyreg", "ccopy_reg\n__newobj__\n" + global + command + "\u0086R"),
                ("reconstructor", "ccopy_reg\n_reconstructor\n" + global + "c__builtin__\nobject\n" + command + "\u0087R"),
                ("getattr", "c__builtin__\ngetattr\n" + global + Name("__call__") + "\u0086R" + command + "\u0085R"),
                ("map", "c__builtin__\nmap\n" + global + "]" + command + "a\u0086Rc__builtin__\nlist\nN\u0085R"),
                ("extension", "\u0082\u0001" + command + "\u0085R"),
                ("persistent", command + "Q)R"),
            ];
            foreach ((string way, string opcodes) in ways)
            {
                yield return Of($"{module}.{name}, {way}, alone", opcodes + ".");
                yield return Of($"{module}.{name}, {way}, thrown away", opcodes + "0" + string.Concat(Protocol1));
                yield return Of($"{module}.{name}, {way}, in a record", Record(opcodes));
            }
        }
    }

    /// <summary>Small pickles that denote much, of about so many bytes each.</summary>
    public static IEnumerable<HostilePickle> Bombs(int bytes)
    {
        string doubling = "]" + string.Concat(Enumerable.Range(1, 60).Select(level => $"q{(char)level}0](h{(char)level}h{(char)level}e"));
        yield return Of("2^60 leaves in lists", Record(doubling));
        yield return Of("2^60 leaves in tuples", Record(")" + string.Concat(Enumerable.Repeat("2\u0086", 60))));
        yield return Of("2^60 leaves in dicts", Record("N" + string.Concat(Enumerable.Range(1, 60).Select(level => $"q{(char)level}0}}(K\u0001h{(char)level}K\u0002h{(char)level}u"))));
        yield return Of("2^60 leaves in calls", Record("N" + string.Concat(Enumerable.Range(1, 60).Select(level => $"q{(char)level}0cm\nC\n(h{(char)level}h{(char)level}tR"))));
        yield return Of("one text, many times", Record(Name(new string('x', bytes / 2)) + "q\u00010](" + Repeat("h\u0001", bytes / 2) + "e"));
        yield return Of("one text as bytes, many times", Record(
            "c_codecs\nencode\n" + Name(new string('x', bytes / 2)) + "\u0085Rq\u00010](" + Repeat("h\u0001", bytes / 2) + "e"));
        yield return Of("one text as a date, many times", Record(
            Name(new string('x', bytes / 2)) + "q\u00010cdatetime\ndate\nq\u00020](" + Repeat("h\u0002h\u0001\u0085R", bytes / 2) + "e"));
        yield return Of("one huge number, many times", Record("\u008B\u0000\u0006\0\0" + new string('\u007F', 1536) + "q\u00010](" + Repeat("h\u0001", bytes / 2) + "e"));
        yield return Of("one long line of a number, many times", Record("I" + new string('0', 4000) + "1\nq\u00010](" + Repeat("h\u0001", bytes / 2) + "e"));
        yield return Of("a huge number", Record("\u008B" + Count(bytes) + new string('\u007F', bytes)));
        yield return Of("digits of a huge number", Record("L" + new string('9', bytes) + "L\n"));
        foreach ((string name, string one) in new[] { ("lists", "]"), ("dicts", "}"), ("sets", "\u008F"), ("Nones", "N"), ("marks", "("), ("copies", "N2") })
            yield return Of($"many {name}", Record(Repeat(one, bytes)));
        yield return Of("many tuples of one", Record("N" + Repeat("\u0085", bytes)));
        yield return Of("many calls", Record("cm\nC\n" + Repeat(")R", bytes)));
        yield return Of("deep lists", Record(Repeat("]", bytes / 2) + Repeat("a", (bytes / 2) - 1)));
        yield return Of("deep dicts", Record(Repeat("}K\u0001", bytes / 2) + "N" + Repeat("s", bytes / 6)));
        yield return Of("many numbers in the memo", Record("N" + Repeat("\u0094", bytes)));
        yield return Of("far numbers in the memo", Record("N" + string.Concat(Enumerable.Range(1, bytes / 5).Select(i => "r" + Count(i * 50_000)))));
        yield return Of("one far number in the memo", Record("Nr\u00FF\u00FF\u00FF\u00FF"));
        yield return Of("objects that are not what they say", Record(
            "N" + string.Concat(Enumerable.Range(1, 40).Select(level => $"q{(char)level}0ccollections\nOrderedDict\n](Nh{(char)level}lae\u0085R"))));
        yield return Of("uuids with a shared state", Record(
            "}(" + string.Concat(Enumerable.Range(0, bytes / 8).Select(i => "J" + Count(i) + "N")) + "uq\u00010cuuid\nUUID\nq\u00020](" + Repeat("h\u0002)\u0081h\u0001b", bytes / 2) + "e"));
        yield return Merged("a width", "%999999999d", "K\u0001\u0085", bytes);
        yield return Merged("a precision", "%.999999999f", "K\u0001\u0085", bytes);
        yield return Merged("many keys", Repeat("%(k)s", bytes / 2), "}(" + Repeat("K\u0001N", bytes / 3) + Name("k") + "Nu", bytes);
        yield return Merged("much that is cut", Repeat("%.1s", bytes / 3), "(" + Name(new string('x', bytes / 3)) + "q\u00010" + Repeat("h\u0001", bytes / 6) + "t", bytes);
        yield return Merged("much that is rounded", Repeat("%.1000g", bytes / 2), "(" + Repeat("K\u0001", bytes / 7) + "t", bytes);
    }

    /// <summary>Lengths that are not there: zero, one too many, all that a count can say.</summary>
    public static IEnumerable<HostilePickle> Lengths()
    {
        foreach (string opcode in new[] { "T", "X", "B", "\u008B" })
        {
            foreach (int count in new[] { 0, 8, 100, int.MaxValue, int.MinValue, -1 })
                yield return Of($"{(int)opcode[0]:x} of {count}", Record(opcode + Count(count) + "abc"));
        }
        foreach (string opcode in new[] { "\u008D", "\u008E", "\u0096", "\u0095" })
        {
            foreach (string count in new[] { "\0\0\0\0\0\0\0\0", "\u0080\0\0\0\0\0\0\0", "\0\0\0\u0040\0\0\0\0", "\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF" })
                yield return Of($"{(int)opcode[0]:x} of 8 bytes of count", Record(opcode + count + "abc"));
        }
    }

    /// <summary>A sound record with one more attribute.</summary>
    public static string Record(string opcodes) =>
        "}(" + Name("msg") + Name("hello") + Name("created") + Created + Name("x") + opcodes + "u.";

    private static HostilePickle Merged(string name, string format, string args, int bytes) =>
        Of($"{name} in a message of {bytes}", "}(" + Name("msg") + Name(format) + Name("created") + Created + Name("args") + args + "u.");

    private static HostilePickle Of(string name, string latin1) => new(name, Latin1(latin1));

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static string Name(string text) => "X" + Count(text.Length) + text;

    private static string Short(string text) => "\u008C" + (char)text.Length + text;

    private static string Count(int count) => string.Concat(Enumerable.Range(0, 4).Select(i => (char)((count >> (8 * i)) & 0xFF)));

    private static string Repeat(string text, int bytes) => string.Concat(Enumerable.Repeat(text, Math.Max(bytes / text.Length, 1)));
}
