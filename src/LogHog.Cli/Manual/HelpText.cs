using System.Text.RegularExpressions;

namespace LogHog.Cli.Manual;

/// <summary>
/// The text of a command's help, taken apart: paragraphs; blocks whose lines are indented; <c>Examples:</c>; and the exit codes in
/// the form <c>Exit codes: 0 found, 1 nothing found</c>.
/// </summary>
internal sealed partial record HelpText
{
    private const string ExitCodesMark = "Exit codes:";

    /// <summary>The first sentence, without its full stop.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyList<HelpBlock> Blocks { get; init; }

    public required IReadOnlyList<string> Examples { get; init; }

    public required IReadOnlyList<(string Code, string Meaning)> ExitCodes { get; init; }

    public static HelpText Parse(string description)
    {
        int codesAt = description.IndexOf(ExitCodesMark, StringComparison.Ordinal);
        string text = (codesAt < 0 ? description : description[..codesAt]).Replace("\r", "", StringComparison.Ordinal).Trim();
        var blocks = new List<HelpBlock>();
        var examples = new List<string>();
        foreach (string block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Split('\n');
            if (lines[0].StartsWith("Examples:", StringComparison.Ordinal))
                examples.AddRange(lines[1..].Select(static line => line.Trim()));
            else if (lines.Any(static line => line.StartsWith(' ')))
                blocks.Add(new HelpBlock(block, IsLiteral: true));
            else
                blocks.Add(new HelpBlock(string.Join(' ', lines.Select(static line => line.Trim())), IsLiteral: false));
        }

        return new HelpText
        {
            Summary = SummaryOf(blocks.Count == 0 ? "" : blocks[0].Text),
            Blocks = blocks,
            Examples = examples,
            ExitCodes = codesAt < 0 ? [] : [.. ExitCode().Matches(description[codesAt..]).Select(static match =>
                (match.Groups["code"].Value, match.Groups["meaning"].Value.Trim().TrimEnd('.')))],
        };
    }

    private static string SummaryOf(string text)
    {
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    [GeneratedRegex(@"(?<=[:,]\s)(?<code>[0-9]+)\s(?<meaning>.*?)(?=,\s[0-9]+\s|$)", RegexOptions.Singleline, 1000)]
    private static partial Regex ExitCode();
}

/// <summary>A paragraph, or lines that stand as they are.</summary>
internal sealed record HelpBlock(string Text, bool IsLiteral);
