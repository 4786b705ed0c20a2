using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>The files that docs/python.md shows, as a reader would make them: <c>&lt;!-- file: NAME --&gt;</c> before a block.</summary>
internal static partial class DocumentedFiles
{
    /// <summary>Writes those below one name (<c>flask</c>, <c>celery</c> …) into a folder; the server's address becomes the test's.</summary>
    public static void Write(string below, string folder, int port)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "python.md"));
        Match[] files = [.. FileBlock().Matches(page).Where(match => match.Groups["below"].Value == below)];
        Assert.NotEmpty(files);
        foreach (Match file in files)
        {
            string text = AddressInText().Replace(file.Groups["text"].Value, match => match.Value
                .Replace("loghog.example.org", "127.0.0.1", StringComparison.Ordinal)
                .Replace("9020", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(folder, file.Groups["name"].Value), text);
        }
    }

    [GeneratedRegex(@"<!-- file: (?<below>\w+)/(?<name>\S+) -->\n```\w+\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex FileBlock();

    [GeneratedRegex("\"loghog\\.example\\.org\", \"port\": 9020", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AddressInText();
}
