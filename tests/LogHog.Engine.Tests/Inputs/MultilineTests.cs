using System.Text;
using System.Text.RegularExpressions;
using LogHog.Engine.Inputs.Following;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>Which lines belong together.</summary>
public sealed class MultilineTests
{
    private const string Java = """
        2026-11-28 12:00:00 ERROR Order 42 failed
        java.lang.IllegalStateException: no money
        	at shop.Pay.charge(Pay.java:3)
        	at shop.Main.main(Main.java:7)
        	Suppressed: java.io.IOException: closed
        		at shop.Pay.close(Pay.java:9)
        Caused by: java.net.ConnectException: refused
        	... 2 more

        """;

    private const string Python = """
        2026-11-28 12:00:00 ERROR Order 42 failed
        Traceback (most recent call last):
          File "pay.py", line 3, in charge
            bank.take(order)
        KeyError: 'money'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "pay.py", line 5, in charge
            raise PayError("no money")
        pay.PayError: no money

        """;

    private const string Go = """
        panic: no money

        goroutine 1 [running]:
        main.(*Shop).charge(0xc000012345, {0x1, 0x2})
        	/srv/shop/pay.go:3 +0x1d
        main.main()
        	/srv/shop/main.go:7 +0x2f
        created by main.start in goroutine 1
        	/srv/shop/main.go:9 +0x3a
        exit status 2

        """;

    private const string DotNet = """
        2026-11-28 12:00:00 [ERR] Order 42 failed
        System.InvalidOperationException: no money
         ---> System.Net.Sockets.SocketException (111): Connection refused
           at Shop.Bank.Take(Order order) in /srv/shop/Bank.cs:line 3
           --- End of inner exception stack trace ---
           at Shop.Pay.Charge(Order order) in /srv/shop/Pay.cs:line 7
        --- End of stack trace from previous location ---
           at Shop.Program.Main()

        """;

    [Theory]
    [InlineData(TraceKinds.Java, Java)]
    [InlineData(TraceKinds.Python, Python)]
    [InlineData(TraceKinds.Go, Go)]
    [InlineData(TraceKinds.DotNet, DotNet)]
    [InlineData(TraceKinds.Java | TraceKinds.Python | TraceKinds.Go | TraceKinds.DotNet, Java)]
    [InlineData(TraceKinds.Java | TraceKinds.Python | TraceKinds.Go | TraceKinds.DotNet, Python)]
    [InlineData(TraceKinds.Java | TraceKinds.Python | TraceKinds.Go | TraceKinds.DotNet, DotNet)]
    internal void A_stack_trace_is_one_event_with_the_line_that_says_what_happened(TraceKinds kinds, string trace)
    {
        const string Before = "2026-11-28 11:59:59 INFO order 41 paid";
        const string After = "2026-11-28 12:00:01 INFO order 43 paid";
        string text = $"{Before}\n{trace}{After}\n";

        Assert.Equal([Before, trace.TrimEnd('\n'), After], Cut(new TraceRule(kinds), text));
    }

    [Fact]
    public void Indented_lines_go_on()
    {
        Assert.Equal(["a\n b\n\tc", "d", "e\n f"], Cut(new IndentRule(), "a\n b\n\tc\nd\ne\n f\n"));
    }

    [Fact]
    public void Lines_without_the_start_pattern_go_on()
    {
        StartRule rule = new(new Regex("^\\d\\d:", RegexOptions.NonBacktracking));
        Assert.Equal(["stray", "12: a\nb\n\nc", "13: d"], Cut(rule, "stray\n12: a\nb\n\nc\n13: d\n"));
    }

    [Fact]
    public void An_event_that_may_go_on_waits_until_it_is_quiet()
    {
        EventCutter cutter = new(new IndentRule(), 1024);
        Assert.Equal(0, cutter.Next("a\n b\n"u8, isQuiet: false, isEnd: false).Length);
        Assert.Equal(5, cutter.Next("a\n b\n"u8, isQuiet: true, isEnd: false).Length);
        // A line that is not complete belongs to nothing yet.
        Assert.Equal(5, cutter.Next("a\n b\n c"u8, isQuiet: true, isEnd: false).Length);
        Assert.Equal(7, cutter.Next("a\n b\n c"u8, isQuiet: false, isEnd: true).Length);
    }

    [Fact]
    public void What_is_too_long_becomes_several_and_nothing_is_lost()
    {
        string text = string.Concat(Enumerable.Repeat("äöü", 1000)) + "\n" + string.Concat(Enumerable.Repeat("x\n y\n", 1000));
        List<string> events = Cut(new IndentRule(), text, eventBytesMax: 100);
        Assert.All(events, static one => Assert.InRange(Encoding.UTF8.GetByteCount(one), 1, 100));
        Assert.Equal(text.Replace("\n", "", StringComparison.Ordinal), string.Concat(events).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_gives_the_same_events_wherever_its_reading_is_interrupted()
    {
        byte[] text = Encoding.UTF8.GetBytes(Python + "next\n" + Java + "last\n");
        EventCutter cutter = new(new TraceRule(TraceKinds.Python | TraceKinds.Java), 64 << 10);
        List<string> whole = Cut(new TraceRule(TraceKinds.Python | TraceKinds.Java), Encoding.UTF8.GetString(text));
        for (int split = 0; split <= text.Length; split++)
        {
            List<string> events = [];
            int at = 0;
            foreach (int end in new[] { split, text.Length })
            {
                while (cutter.Next(text.AsSpan(at, end - at), isQuiet: end == text.Length, isEnd: end == text.Length) is { Length: > 0 } next)
                {
                    events.Add(Encoding.UTF8.GetString(text, at, next.Text));
                    at += next.Length;
                }
            }

            Assert.Equal(whole, events.Where(static one => one.Length > 0));
        }
    }

    private static List<string> Cut(MultilineRule rule, string text, int eventBytesMax = 64 << 10)
    {
        EventCutter cutter = new(rule, eventBytesMax);
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        List<string> events = [];
        while (cutter.Next(rest, isQuiet: true, isEnd: true) is { Length: > 0 } next)
        {
            if (next.Text > 0)
                events.Add(Encoding.UTF8.GetString(rest[..next.Text]));
            rest = rest[next.Length..];
        }

        return events;
    }
}
