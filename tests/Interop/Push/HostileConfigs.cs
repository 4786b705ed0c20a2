namespace LogHog.Interop.Tests.Push;

/// <summary>Configurations that are signed well and must be refused nevertheless: they would run something, or leave the logging half done.</summary>
public static class HostileConfigs
{
    private const string Handler = "\"class\":\"logging.StreamHandler\"";

    public static IEnumerable<string> All(string canary) =>
        [.. Factories(canary), .. Classes(canary), .. References(), .. HalfDone(), .. Strange()];

    private static IEnumerable<string> Factories(string canary)
    {
        string touch = $"touch {canary}";
        yield return Handlers($$$$$"""{"()":"os.system","command":"{{{{{touch}}}}}"}""");
        yield return Handlers($$$$$"""{"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"]}""");
        yield return Handlers($$$$$"""{"()":"builtins.open","file":"{{{{{canary}}}}}","mode":"w"}""");
        yield return Handlers($$$$$"""{"()":"ext://os.system","command":"{{{{{touch}}}}}"}""");
        yield return Handlers($$$$$"""{"()":"logging.StreamHandler"}""");
        yield return Handlers($$$$$"""{"()":["os.system"],"command":"{{{{{touch}}}}}"}""");
        yield return Handlers($$$$$"""{"()":{"()":"os.system","command":"{{{{{touch}}}}}"}}""");
        yield return Handlers($$$$$"""{{{{{{Handler}}}}},"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"]}""");
        yield return Handlers($$$$$"""{{{{{{Handler}}}}},"stream":{"()":"builtins.open","file":"{{{{{canary}}}}}","mode":"w"}}""");
        yield return Handlers($$$$$"""{"\u0028\u0029":"os.system","command":"{{{{{touch}}}}}"}""");
        yield return Handlers($$$$$"""{"class":"logging.handlers.QueueHandler","queue":{"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"]}}""");
        yield return Handlers($$$$$"""{"class":"logging.handlers.QueueHandler","listener":{"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"]}}""");
        yield return Section("formatters", $$$$$"""{"()":"os.system","command":"{{{{{touch}}}}}"}""");
        yield return Section("formatters", $$$$$"""{"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"],"format":"x"}""");
        yield return Section("filters", $$$$$"""{"()":"subprocess.Popen","args":["touch","{{{{{canary}}}}}"]}""");
        yield return Section("filters", $$$$$"""{"()":"runpy.run_path","path_name":"{{{{{canary}}}}}"}""");
        yield return Section("loggers", $$$$$"""{"level":"CRITICAL","()":"os.system","command":"{{{{{touch}}}}}"}""");
        yield return $$$$$"""{"version":1,"root":{"level":"CRITICAL","()":"os.system"}}""";
        yield return $$$$$"""{"version":1,"()":"os.system","command":"{{{{{touch}}}}}","root":{"level":"CRITICAL"}}""";
        yield return $$$$$"""{"version":1,"extra":{"deep":[{"()":"os.system"}]},"root":{"level":"CRITICAL"}}""";
        yield return $$$$$"""{"version":1,"incremental":true,"handlers":{"h":{"level":"INFO","()":"os.system"}},"root":{"level":"CRITICAL"}}""";
    }

    private static IEnumerable<string> Classes(string canary)
    {
        foreach (string name in new[]
        {
            "subprocess.Popen", "os.system", "builtins.eval", "builtins.exec", "logging.os.system", "logging.config.os.popen", "logging.handlers.socket.socket",
            "logging.StreamHandler ", " logging.StreamHandler", "logging.StreamHandler\\n", "logging..StreamHandler", "logging.ЅtreamHandler", "logging.Handler", "StreamHandler",
            "", "antigravity", "ctypes.CDLL", "pip.main", "logging.config.dictConfig", "logging.StreamHandler.__init__", "logging.handlers.__builtins__", "ext://logging.StreamHandler",
        })
            yield return Handlers($$$$$"""{"class":"{{{{{name}}}}}","args":["touch","{{{{{canary}}}}}"]}""");
        foreach (string value in new[] { "null", "1", "[\"logging.StreamHandler\"]", "{\"()\":\"os.system\"}", "{}", "true" })
            yield return Handlers($$$$$"""{"class":{{{{{value}}}}}}""");
        yield return Section("formatters", $$$$$"""{"class":"subprocess.Popen","format":"touch {{{{{canary}}}}}"}""");
        yield return Section("formatters", $$$$$"""{"class":"builtins.eval","format":"__import__('os').system('touch {{{{{canary}}}}}')","datefmt":null,"style":null}""");
        yield return Section("formatters", $$$$$"""{"class":"logging.Formatter.__init__","format":"%(message)s"}""");
        yield return Handlers("""{"class":"logging.handlers.QueueHandler","queue":"os.system"}""");
        yield return Handlers("""{"class":"logging.handlers.QueueHandler","queue":"queue.Queue"}""");
        yield return Handlers("""{"class":"logging.handlers.QueueHandler","listener":"os.system"}""");
    }

    private static IEnumerable<string> References()
    {
        foreach (string text in new[]
        {
            "ext://os.system", "ext://sys.stdout.write", "ext://sys.stdout\\n", "ext://sys.stdout ", "ext://sys.stdin", "ext://sys.modules", "EXT://sys.stdout", "Ext://os",
            "ext://", "cfg://handlers", "cfg://handlers.h", "cfg://loggers[0]", "CFG://root", "ext:\\/\\/os.system", "\\u0065xt://os.system", "ext://logging.root", "ext://sys.stdout.buffer.raw",
        })
        {
            yield return Handlers($$$$$"""{{{{{{Handler}}}}},"stream":"{{{{{text}}}}}"}""");
        }

        yield return $$$$$"""{"version":1,"loggers":{"shop":{"level":"CRITICAL","handlers":["ext://logging.lastResort"]}}}""";
        yield return $$$$$"""{"version":1,"loggers":{"shop":{"level":"CRITICAL","filters":["ext://os.remove"]}}}""";
        yield return $$$$$"""{"version":1,"loggers":{"shop":{"level":"cfg://root.level"}},"root":{"level":"CRITICAL"}}""";
        yield return Handlers($$$$$"""{{{{{{Handler}}}}},"level":"ext://logging.CRITICAL"}""");
        yield return Handlers($$$$$"""{{{{{{Handler}}}}},".":{"terminator":"ext://os.linesep"}}""");
        yield return $$$$$"""{"version":1,"root":{"level":"CRITICAL"},"custom":{"a":[["ext://os.system"]]}}""";
        yield return $$$$$"""{"version":1,"disable_existing_loggers":"ext://os.system","root":{"level":"CRITICAL"}}""";
    }

    /// <summary><c>dictConfig</c> would have thrown the old handlers away before it fails at these.</summary>
    private static IEnumerable<string> HalfDone()
    {
        yield return Handlers("{}");
        yield return Handlers("""{"class":"logging.FileHandler"}""");
        yield return Handlers("""{"class":"logging.StreamHandler","strream":"x"}""");
        yield return Handlers("""{"class":"logging.StreamHandler","formatter":"none"}""");
        yield return Handlers("""{"class":"logging.StreamHandler","filters":["none"]}""");
        yield return Handlers("""{"class":"logging.StreamHandler","level":"LOUD"}""");
        yield return Handlers("""{"class":"logging.handlers.MemoryHandler","capacity":1,"target":"none"}""");
        yield return Handlers("""{"class":"logging.handlers.MemoryHandler","capacity":1,"flushLevel":"LOUD"}""");
        yield return Handlers("""{"class":"logging.StreamHandler",".":{"__class__":1}}""");
        yield return Handlers("""{"class":"logging.StreamHandler",".":{"formatter":{"a":1}}}""");
        yield return Section("formatters", """{"format":"no field"}""");
        yield return Section("formatters", """{"format":"{message.__class__.__mro__}","style":"{"}""");
        yield return Section("formatters", """{"format":"%(message)s","style":"!"}""");
        yield return Section("loggers", """{"level":"critical"}""");
        yield return Section("loggers", """{"level":true}""");
        yield return Section("loggers", """{"level":-1}""");
        yield return Section("loggers", """{"level":[50]}""");
        yield return Section("loggers", """{"level":"CRITICAL","handlers":["none"]}""");
        yield return Section("loggers", """{"level":"CRITICAL","handlers":"h"}""");
        yield return Section("loggers", """{"level":"CRITICAL","propagate":"yes"}""");
    }

    private static IEnumerable<string> Strange()
    {
        yield return """{"root":{"level":"CRITICAL"}}""";
        yield return """{"version":2,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":"1","root":{"level":"CRITICAL"}}""";
        yield return """{"version":true,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1.0,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1,"version":1,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1,"incremental":true,"root":{"level":"INFO","level":"CRITICAL"}}""";
        yield return """{"version":1,"incremental":1,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1,"root":[]}""";
        yield return """{"version":1,"root":"CRITICAL"}""";
        yield return """{"version":1,"loggers":[],"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1,"loggers":{"shop":"CRITICAL"}}""";
        yield return """{"version":1,"handlers":null,"root":{"level":"CRITICAL"}}""";
        yield return """{"version":1,"root":{"level":"CRITICAL"},"x":NaN}""";
        yield return """{"version":1,"root":{"level":"CRITICAL"},"x":Infinity}""";
        yield return """{"version":1,"root":{"level":"CRITICAL"},"x":"\ud800"}""";
        yield return """{"version":1,"root":{"level":"CRITICAL"},"\udfff":1}""";
        yield return $$$$$"""{"version":1,"root":{"level":"CRITICAL"},"x":{{{{{new string('[', 40)}}}}}{{{{{new string(']', 40)}}}}}}""";
        yield return $$$$$"""{"version":1,"root":{"level":"CRITICAL"},"x":{{{{{new string('[', 100_000)}}}}}{{{{{new string(']', 100_000)}}}}}}""";
        yield return $$$$$"""{"version":1,"root":{"level":"CRITICAL"},"x":{{{{{string.Concat(Enumerable.Repeat("{\"a\":", 50_000))}}}}}1{{{{{new string('}', 50_000)}}}}}}""";
    }

    private static string Handlers(string handler) => Section("handlers", handler);

    private static string Section(string section, string member) => $$$$$"""{"version":1,"{{{{{section}}}}}":{"h":{{{{{member}}}}}},"root":{"level":"CRITICAL"}}""";
}
