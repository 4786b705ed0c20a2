using System.Diagnostics;
using System.Text.Json.Nodes;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>What Python's own logging makes of a case.</summary>
/// <param name="Text">The text of the record; null = it raised.</param>
/// <param name="Refused"><c>Formatter(validate=True)</c> raised.</param>
internal sealed record PythonAnswer(string? Text, bool Refused)
{
    public static PythonAnswer Parse(JsonNode node) => new((string?)node["text"], node["refused"] is not null);
}

/// <summary>The real Python.</summary>
internal static class PythonReference
{
    private const string Program = """
        import json, logging, sys
        for line in sys.stdin:
            case = json.loads(line)
            try:
                formatter = logging.Formatter(case['format'], case['datefmt'] or None, case['style'], defaults=case['defaults'] or None)
            except ValueError:
                print('{"refused": true}')
                continue
            try:
                text = formatter.format(logging.makeLogRecord(case['record']))
                print(json.dumps({'text': text}))
            except Exception as raised:
                print(json.dumps({'raised': type(raised).__name__}))
        """;

    public static async Task<PythonAnswer[]> Ask(string python, IEnumerable<FormatCase> cases)
    {
        string answers = await Run(python, Program, string.Join('\n', cases.Select(static one => one.ToJson())));
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => PythonAnswer.Parse(JsonNode.Parse(line)!))];
    }

    /// <summary>Output of a program in the time zone of the tests and the C locale.</summary>
    public static async Task<string> Run(string python, string program, string input, string zone = "Europe/Berlin")
    {
        var start = new ProcessStartInfo(python, ["-X", "utf8", "-c", program])
        {
            Environment = { ["TZ"] = zone, ["LC_ALL"] = "C" },
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        ProgramResult result = await ExternalProgram.RunAsync(start, input);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }
}
