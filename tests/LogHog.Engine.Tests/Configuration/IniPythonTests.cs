using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Configuration.Ini;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Configuration;

/// <summary>
/// <see cref="IniReader"/> beside the original, Python 2.7's RawConfigParser. On a machine without it the files and answers in
/// python-ini.json serve alone; <c>LOGHOG_UPDATE_DOCS=1</c> writes it where Python 2 is.
/// </summary>
public sealed class IniPythonTests
{
    private const int Files = 400;

    // Answers each text of a JSON list with its sections, or null where the parser raised an exception.
    private const string Program = """
        import ConfigParser, StringIO, json, sys
        answers = []
        for text in json.load(sys.stdin):
            parser = ConfigParser.RawConfigParser()
            try:
                parser.readfp(StringIO.StringIO(text.encode('utf-8')))
            except ConfigParser.Error:
                answers.append(None)
                continue
            sections = dict((name, dict((k, v) for k, v in keys.items() if k != '__name__'))
                            for name, keys in parser._sections.items())
            if parser._defaults:
                sections['DEFAULT'] = dict(parser._defaults)
            answers.append(sections)
        json.dump(answers, sys.stdout)
        """;

    private static readonly string[] Pieces =
    [
        "[main]", "[main]", "[s]", "[my-app:web]", "[DEFAULT]", "[*]", "[]", "[a b]", "[x", "]", "key", "Key", "other key", "rem", "REM ",
        "=", " = ", "=", ":", " : ", ";", " ;", " ; comment", "; ", "#", " # ", "\n", "\n", "\n", "\n", "\n ", "\n\t", "\r\n", "\n\n", " ",
        "\t", "\"\"", "value", "50%", "%(x)s", "ä", "\v", "1", "remark = 1\n", "a=1\n", "b : 2\n", " continued\n", "\u00a0", "\u001d",
    ];

    private static readonly string RecordedFile = Repository.File("tests/LogHog.Engine.Tests/Configuration/python-ini.json");

    [Fact]
    public void Reads_every_file_as_Python_2_does()
    {
        string? python = Pythons.Find("2.7");
        Assert.SkipWhen(python is null, "no Python 2.7 on this machine: only its recorded answers were compared");
        string[] texts = Generate(SeededRandom.Create());
        Dictionary<string, Dictionary<string, string>>?[] answers = Ask(python!, texts);

        Compare(texts, answers);
        if (Repository.IsUpdating)
            File.WriteAllText(RecordedFile, JsonSerializer.Serialize(new Recorded(texts, answers)) + "\n");
    }

    [Fact]
    public void Reads_the_recorded_files_as_Python_2_did()
    {
        Recorded recorded = JsonSerializer.Deserialize<Recorded>(File.ReadAllText(RecordedFile))!;

        Assert.Equal(Files, recorded.Texts.Length);
        Compare(recorded.Texts, recorded.Answers);
    }

    private static void Compare(string[] texts, Dictionary<string, Dictionary<string, string>>?[] answers)
    {
        Assert.Equal(texts.Length, answers.Length);
        Assert.InRange(answers.Count(answer => answer is not null), texts.Length / 4, texts.Length * 3 / 4);
        for (int i = 0; i < texts.Length; i++)
        {
            IniFile file = IniReader.Read(Encoding.UTF8.GetBytes(texts[i]));
            string ours = file.Errors.Count > 0 ? "refused" : Show(file.Sections.ToDictionary(
                section => section.Name, section => section.Values.ToDictionary(value => value.Key, value => value.Text)));
            // Python makes an empty [DEFAULT] where there is none, so an empty one of ours says nothing.
            Assert.Equal((texts[i], answers[i] is { } answer ? Show(answer) : "refused"), (texts[i], ours));
        }
    }

    private static string Show(Dictionary<string, Dictionary<string, string>> sections) => string.Join('\n', sections
        .Where(section => section.Key != "DEFAULT" || section.Value.Count > 0)
        .OrderBy(section => section.Key, StringComparer.Ordinal)
        .Select(section => $"[{section.Key}] " + string.Join(" | ", section.Value
            .OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}"))));

    private static string[] Generate(Random random) => [.. Enumerable.Range(0, Files).Select(_ => GenerateOne(random))];

    // Half of them from loose pieces, half from whole lines, so that enough of them are good.
    private static string GenerateOne(Random random)
    {
        StringBuilder text = new(random.Next(8) == 0 ? "" : "[first]\n");
        bool isLoose = random.Next(2) == 0;
        for (int n = random.Next(1, 15); n > 0; n--)
            text.Append(isLoose ? Pick(random) : $"{(random.Next(5) == 0 ? " " : "")}k{random.Next(4)} = {Pick(random)}{Pick(random)}\n");
        return text.ToString();
    }

    private static string Pick(Random random) => Pieces[random.Next(Pieces.Length)];

    private static Dictionary<string, Dictionary<string, string>>?[] Ask(string python, string[] texts)
    {
        (int exitCode, string output) = Run(python, Program, JsonSerializer.Serialize(texts));
        Assert.Equal(0, exitCode);
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>?[]>(output)!;
    }

    private static (int ExitCode, string Output) Run(string python, string program, string input)
    {
        ProcessStartInfo start = new(python, ["-c", program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private sealed record Recorded(string[] Texts, Dictionary<string, Dictionary<string, string>>?[] Answers);
}
