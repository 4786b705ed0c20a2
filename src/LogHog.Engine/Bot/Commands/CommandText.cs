using System.Globalization;
using System.Text;

namespace LogHog.Engine.Bot.Commands;

/// <summary>What somebody wrote, as a command: letters, digits and spaces, at most 79 characters (spec/watch-and-tell §4).</summary>
internal static class CommandText
{
    public const int CharsMax = 79;

    /// <summary>One space between words and none around them.</summary>
    /// <param name="text">As it was written, without the mention.</param>
    /// <param name="problem">What is wrong with it; for people, and without a word of it.</param>
    /// <returns>Null = it is none.</returns>
    public static string? Read(string text, out string problem)
    {
        string line = OneLine(text);
        problem = line.Length == 0 ? "Write a command."
            : line.EnumerateRunes().Count() > CharsMax ? $"A command has at most {CharsMax} characters."
            : !line.EnumerateRunes().All(IsAllowed) ? "A command has letters, digits and spaces only."
            : "";
        return problem.Length == 0 ? line : null;
    }

    /// <summary>Spaces of every kind that chat programs put between words become plain ones; line ends and tabs stay, and are no spaces.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text.Trim())
        {
            bool isSpace = char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator;
            if (!isSpace)
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd(' ').Normalize(NormalizationForm.FormC);
    }

    private static bool IsAllowed(Rune rune) => rune.Value == ' ' || Rune.IsLetter(rune) || rune.Value is >= '0' and <= '9';
}
