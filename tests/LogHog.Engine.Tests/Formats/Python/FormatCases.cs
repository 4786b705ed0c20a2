using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>Random formats of all three styles, and records for them.</summary>
internal sealed class FormatCases(Random random)
{
    private static readonly string[] Literals =
    [
        " ", " - ", ": ", "[", "] ", " | ", "> ", "\t", "ä", "漢字", "🐗", "=", "\"", "'", "\\", "\\n", "\n", "a\u0301", "(", ")", "é{}"[..1], "# ", "x",
    ];

    private static readonly string[] Texts =
    [
        "", "x", "Order 42 failed", "Ana María", "漢字とかな", "🐗🐗", "e\u0301tude", "two\nlines", "ends\n", "\n", "a\tb", "it's", "say \"hi\"", "both ' and \"", "back\\slash",
        "\u001b[31mred\u001b[0m", "del\u007f", "\u0085next", "\u202eevil", "line\u2028sep", "no\u00a0break", "\u00adsoft", "%(name)s %d", "{message} {}", "$name $$",
        "  spaces  ", "a\r\nb", "\ufeffbom", "\U0001F468\u200d\U0001F469", "ﬁ", "0", "-5", "\\x1b", "null\0inside", "\u3000wide",
    ];

    private static readonly string[] Strings =
        ["name", "levelname", "pathname", "filename", "module", "funcName", "asctime", "threadName", "processName", "message", "ident", "user", "message", "asctime"];

    private static readonly string[] Ints = ["levelno", "lineno", "thread", "process", "n", "big", "width"];
    private static readonly string[] Floats = ["created", "msecs", "relativeCreated", "ratio"];
    private static readonly string[] Others = ["flag", "taskName", "missing", "stack_info", "exc_text", "args"];

    private static readonly string[] DateFormats =
    [
        "", "", "", "%Y-%m-%dT%H:%M:%S%z", "%H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%c", "%x %X", "%-d.%-m.%y %I:%M %p", "%a %e %B, week %V of %G (%U %W)", "%j day %u %w",
        "%s", "%Z", "%D %R %T %r", "%F %k|%l|%P", "100%% %f", "%^a %#Z %10d|%_5H|%-5S|%05e", "%C%g %h", "é %Q %E %Oy %Ey",
    ];

    public FormatCase Next()
    {
        string style = random.Next(5) switch { 0 or 1 => "%", 2 or 3 => "{", _ => "$" };
        var format = new StringBuilder();
        for (int parts = random.Next(1, 6); parts > 0; parts--)
        {
            if (random.Next(3) > 0)
                format.Append(Literal(style));
            format.Append(style switch { "%" => Percent(), "{" => Brace(), _ => Dollar() });
        }

        if (random.Next(3) == 0)
            format.Append(Literal(style));
        var defaults = new JsonObject();
        if (random.Next(4) == 0)
            defaults["missing"] = random.Next(3) switch { 0 => "-", 1 => 7, _ => "a b" };
        if (random.Next(6) == 0)
            defaults["ident"] = "not shown";
        return new FormatCase(style, format.ToString(), Pick(DateFormats), defaults, Record());
    }

    private string Literal(string style)
    {
        string text = random.Next(6) == 0 ? style switch { "%" => "%%", "{" => Pick(["{{", "}}"]), _ => "$$" } : Pick(Literals);
        return random.Next(60) == 0 ? Pick(["%", "{", "}", "$", "%d", "{}", "{0}", "$1"]) : text;
    }

    private string Percent()
    {
        if (random.Next(12) == 0)
            return $"%({Pick(Others)}){Pick(["s", "r", "10s"])}";
        var place = new StringBuilder();
        int kind = random.Next(3);
        place.Append($"%({Pick(kind switch { 0 => Strings, 1 => Ints, _ => Floats })})");
        for (int flags = random.Next(6) - 3; flags > 0; flags--)
            place.Append(Pick(["-", "+", " ", "#", "0"]));
        if (random.Next(2) == 0)
            place.Append(random.Next(1, 25));
        if (random.Next(3) == 0)
            place.Append('.').Append(random.Next(8) == 0 ? "" : random.Next(12).ToString(CultureInfo.InvariantCulture));
        if (random.Next(20) == 0)
            place.Append(Pick(["l", "h", "L"]));
        bool isMismatch = random.Next(15) == 0;
        return place.Append(isMismatch ? Pick(["s", "d", "x", "c", "f", "g", "%", "y"]) : kind switch
        {
            0 => Pick(["s", "s", "s", "r", "a"]),
            1 => Pick(["d", "d", "i", "u", "s", "x", "X", "o", "f", "e", "g", "r"]),
            _ => Pick(["f", "f", "d", "s", "e", "E", "g", "G", "F", "i", "r"]),
        }).ToString();
    }

    private string Brace()
    {
        if (random.Next(12) == 0)
            return Pick(["{taskName}", "{flag}", "{flag:>8}", "{flag:d}", "{missing}", "{missing:>5}", "{levelname[0]}", "{message[1]}", "{name.x}", "{taskName!r:>8}", "{stack_info!s:.5}", "{message:{width}}", "{n:{width}d}", "{ratio:{width}.{lineno}f}", "{message:>{missing}}"]);
        var place = new StringBuilder();
        int kind = random.Next(3);
        place.Append('{').Append(Pick(kind switch { 0 => Strings, 1 => Ints, _ => Floats }));
        bool isConverted = random.Next(8) == 0;
        if (isConverted)
        {
            place.Append(Pick(["!r", "!s", "!a"]));
            kind = 0;
        }

        if (random.Next(5) > 0)
            place.Append(':').Append(Spec(kind));
        return place.Append('}').ToString();
    }

    private string Spec(int kind)
    {
        var spec = new StringBuilder();
        if (random.Next(2) == 0)
        {
            if (random.Next(2) == 0)
                spec.Append(Pick(["*", "-", " ", "ä", "🐗", "0", "<"]));
            spec.Append(Pick(kind == 0 ? ["<", ">", "^"] : ["<", ">", "^", "="]));
        }

        if (kind > 0 && random.Next(4) == 0)
            spec.Append(Pick(["+", "-", " "]));
        if (kind > 0 && random.Next(6) == 0)
            spec.Append('#');
        if (random.Next(5) == 0)
            spec.Append('0');
        if (random.Next(3) > 0)
            spec.Append(random.Next(1, 30));
        bool isGrouped = kind > 0 && random.Next(4) == 0;
        if (isGrouped)
            spec.Append(Pick([",", "_"]));
        if ((kind != 1 || random.Next(8) == 0) && random.Next(2) == 0)
            spec.Append('.').Append(random.Next(12));
        return spec.Append(random.Next(20) == 0 ? Pick(["s", "d", "x", "f", "c", "%", "n", "G"]) : kind switch
        {
            0 => Pick(["", "s"]),
            1 => Pick(isGrouped ? ["", "d", "f", "g", "x", "b"] : ["", "d", "d", "x", "X", "o", "b", "n", "f", "e", "g", "%"]),
            _ => Pick(["", "f", "f", "e", "E", "g", "G", "F", "%", "n"]),
        }).ToString();
    }

    private string Dollar()
    {
        string name = Pick(random.Next(4) switch { 0 => Strings, 1 => Ints, 2 => Floats, _ => random.Next(3) == 0 ? Others : Strings });
        return random.Next(2) == 0 ? $"${{{name}}}" : $"${name}";
    }

    private JsonObject Record()
    {
        // Zones have changed their rules since, and will again: these are of the past.
        long unixNs = ((long)random.Next(1_000_000_000, 1_700_000_000) * 1_000_000_000) + random.Next(1_000_000_000);
        if (random.Next(6) == 0)
            unixNs = unixNs / 1_000_000_000 * 1_000_000_000;
        (int level, string levelName) = random.Next(8) switch
        {
            0 => (10, "DEBUG"), 1 => (20, "INFO"), 2 => (30, "WARNING"), 3 => (40, "ERROR"), 4 => (50, "CRITICAL"), 5 => (0, "NOTSET"), 6 => (25, "NOTICE"), _ => (5, "Level 5"),
        };
        string file = Pick(["app.py", "__init__.py", "x.tar.gz", ".hidden", "noext", "mäin.py"]);
        var record = new JsonObject
        {
            ["name"] = Pick(["root", "shop", "shop.pay", "käse.brot"]),
            ["msg"] = null,
            ["args"] = null,
            ["message"] = Text(),
            ["levelno"] = level,
            ["levelname"] = levelName,
            ["pathname"] = $"/srv/shop/{file}",
            ["filename"] = file,
            ["module"] = file.LastIndexOf('.') > 0 ? file[..file.LastIndexOf('.')] : file,
            ["lineno"] = random.Next(1, 2000),
            ["funcName"] = Pick(["<module>", "charge", "__call__"]),
            ["created"] = Float((unixNs / 1_000_000_000) + (unixNs % 1_000_000_000 / 1e9)),
            ["msecs"] = Float(unixNs % 1_000_000_000 / 1_000_000),
            ["relativeCreated"] = Float(random.NextDouble() * 1e6),
            ["thread"] = 140_000_000_000_000 + random.Next(),
            ["threadName"] = Pick(["MainThread", "Thread-1 (work)", "worker ä"]),
            ["process"] = random.Next(2, 4_000_000),
            ["processName"] = Pick(["MainProcess", "ForkPoolWorker-1"]),
            ["taskName"] = random.Next(3) == 0 ? "Task-1" : null,
            ["exc_text"] = random.Next(4) == 0 ? Pick(["Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: é", "E", "E\n"]) : null,
            ["stack_info"] = random.Next(5) == 0 ? "Stack (most recent call last):\n  File \"b.py\", line 2" : null,
            ["ident"] = Pick(["Client #5", "c", Text()]),
            ["user"] = Text(),
            ["n"] = Number(),
            ["ratio"] = Float(Ratio()),
            ["flag"] = random.Next(2) == 0,
            ["width"] = random.Next(40),
            ["big"] = JsonNode.Parse(BigInteger.Pow(random.Next(2, 99), random.Next(10, 25)).ToString(CultureInfo.InvariantCulture)),
        };
        record["msg"] = (string)record["message"]!;
        return record;
    }

    private long Number() => random.Next(6) switch { 0 => 0, 1 => -random.Next(1000), 2 => random.NextInt64(), 3 => -random.NextInt64(), 4 => random.Next(128), _ => random.Next(1_000_000) };

    private double Ratio() => random.Next(9) switch
    {
        0 => 0.5, 1 => 2.5, 2 => 0.125, 3 => 1e16 + random.Next(100), 4 => random.NextDouble() * 1e-7, 5 => -random.NextDouble() * 1e9, 6 => random.Next(1000), 7 => Math.Pow(10, random.Next(-30, 60)), _ => random.NextDouble(),
    };

    // A float of Python's has a point or an exponent in JSON, too.
    private static JsonNode Float(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0")!;
    }

    private string Text() => random.Next(3) == 0 ? Pick(Texts) + Pick(Texts) : Pick(Texts);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
