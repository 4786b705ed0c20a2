using System.Text.Json;
using System.Text.Json.Nodes;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary>
/// Lines beside those of the real <c>logging.Formatter</c>. tests/Corpus/python-format/cases.jsonl has cases with the answers of Python 3.13, so
/// that every machine compares the same; new cases are asked of the machine's own Python. <c>LOGHOG_UPDATE_DOCS=1</c> writes the file where 3.13 is.
/// </summary>
public sealed class PythonFormatterTests
{
    private const int RecordedCases = 700;
    private const int NewCases = 2000;
    private const int RecordedSeed = 20261120;

    private static readonly string RecordedFile = Path.Combine(Repository.Root, "tests", "Corpus", "python-format", "cases.jsonl");

    [Fact]
    public async Task Writes_the_recorded_cases_as_Python_3_13_did()
    {
        if (Environment.GetEnvironmentVariable("LOGHOG_UPDATE_DOCS") == "1" && Pythons.Find("3.13") is { } python)
            await Record(python);
        string[] lines = await File.ReadAllLinesAsync(RecordedFile, TestContext.Current.CancellationToken);

        Assert.Equal(RecordedCases, lines.Length);
        JsonNode[] recorded = [.. lines.Select(static line => JsonNode.Parse(line)!)];
        Compare([.. recorded.Select(static one => FormatCase.Parse(one["case"]!.ToJsonString()))], [.. recorded.Select(static one => PythonAnswer.Parse(one["answer"]!))]);
    }

    [Fact]
    public async Task Writes_new_cases_as_the_Python_of_this_machine_does()
    {
        var cases = new FormatCases(SeededRandom.Create());
        FormatCase[] made = [.. Enumerable.Range(0, NewCases).Select(_ => cases.Next())];

        Compare(made, await PythonReference.Ask(Pythons.Newest, made));
    }

    private static void Compare(FormatCase[] cases, PythonAnswer[] answers)
    {
        Assert.Equal(cases.Length, answers.Length);
        int written = 0;
        List<string> wrong = [];
        foreach ((FormatCase one, PythonAnswer answer) in cases.Zip(answers))
        {
            string? line = one.Write();
            if (one.NamesNothing)
            {
                if (line is not null)
                    wrong.Add($"{one}\n  names no attribute, LogHog: {JsonSerializer.Serialize(line)}");
            }
            else if (answer.Text is { } text)
            {
                written++;
                if (line != FormatCase.Escaped(text) + "\n")
                    wrong.Add($"{one}\n  Python: {JsonSerializer.Serialize(text)}\n  LogHog: {JsonSerializer.Serialize(line)}");
            }
            else if (answer.Refused ? line is not null : line?.EndsWith('\n') == false)
            {
                wrong.Add($"{one}\n  Python refuses it or raises, LogHog: {JsonSerializer.Serialize(line)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Length} differ\n{string.Join('\n', wrong.Take(20))}");
        Assert.InRange(written, cases.Length * 2 / 3, cases.Length);
    }

    private static async Task Record(string python)
    {
        var cases = new FormatCases(new Random(RecordedSeed));
        FormatCase[] made = [.. Enumerable.Range(0, RecordedCases).Select(_ => cases.Next())];
        PythonAnswer[] answers = await PythonReference.Ask(python, made);
        await File.WriteAllLinesAsync(RecordedFile, made.Zip(answers, static (one, answer) => new JsonObject
        {
            ["case"] = JsonNode.Parse(one.ToJson()),
            ["answer"] = answer.Text is { } text ? new JsonObject { ["text"] = text } : answer.Refused ? new JsonObject { ["refused"] = true } : new JsonObject { ["raised"] = true },
        }.ToJsonString()));
    }
}
