using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>What <c>fields = short</c> leaves out, and what it does not.</summary>
public sealed class FieldChoiceTests
{
    [Fact]
    public void All_is_every_attribute() =>
        Assert.Equal(
            "code.file.path filename code.module code.line.number processName thread.id thread.name relativeCreated",
            Names(LogRecordFieldChoice.All, path: "/srv/shop.py", file: "shop.py", module: "shop", process: "MainProcess", thread: "MainThread"));

    [Theory]
    [InlineData("/srv/shop.py", "shop.py", "shop", "MainProcess", "MainThread", "code.file.path code.line.number")]
    [InlineData("C:\\srv\\shop.py", "shop.py", "shop", "MainProcess", "MainThread", "code.file.path code.line.number")]
    [InlineData("<stdin>", "<stdin>", "<stdin>", "MainProcess", "MainThread", "code.file.path code.module code.line.number")]
    [InlineData("/srv/shop.pyx", "shop.pyx", "shop", "MainProcess", "MainThread", "code.file.path code.module code.line.number")]
    [InlineData("/srv/shop.py", "other.py", "other", "MainProcess", "MainThread", "code.file.path filename code.module code.line.number")]
    [InlineData("/srv/shop.py", "shop.py", "shop", "ForkPoolWorker-1", "Thread-2", "code.file.path code.line.number processName thread.id thread.name")]
    public void Short_is_what_says_something(string path, string file, string module, string process, string thread, string names) =>
        Assert.Equal(names, Names(LogRecordFieldChoice.Short, path, file, module, process, thread));

    private static string Names(LogRecordFieldChoice choice, string path, string file, string module, string process, string thread)
    {
        string pickle = "}(" + Text("msg") + Text("hi") + Text("created") + "G?\u00F8\0\0\0\0\0\0" + Text("pathname") + Text(path) + Text("filename") + Text(file)
            + Text("module") + Text(module) + Text("lineno") + "K\u0007" + Text("processName") + Text(process) + Text("thread") + "K\u0001"
            + Text("threadName") + Text(thread) + Text("relativeCreated") + "G?\u00F8\0\0\0\0\0\0" + Text("msecs") + "G@\u007F@\0\0\0\0\0u.";
        string[] ways = [.. new[] { true, false }.Select(readsStock => Names(new PythonLoggingDecoder(null, choice, readsStock), pickle))];
        Assert.Equal(ways[0], ways[1]);
        return ways[0];
    }

    private static string Names(PythonLoggingDecoder decoder, string pickle)
    {
        var logEvent = new LogEvent();
        Assert.Equal(DecodeStatus.Event, decoder.Decode(Pickles.Frame(Pickles.Bytes(pickle)), logEvent, out _, out _));
        return string.Join(' ', logEvent.Fields.Select(field => Encoding.UTF8.GetString(field.Name.Span)));
    }

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";
}
