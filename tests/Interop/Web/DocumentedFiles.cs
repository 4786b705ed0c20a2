using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>The files that docs/python.md shows, as a reader would make them: <c>&lt;!-- file: NAME --&gt;</c> before a block.</summary>
internal static partial class DocumentedFiles
{
    /// <summary>Writes those below one name (<c>flask</c>, <c>celery</c> …) into a folder; the server's address becomes the test's.</summary>
    public static void Write(string below, string folder, string standardPort, int port)
    {
        foreach ((string name, string text) in Of(below))
            File.WriteAllText(Path.Combine(folder, name), OnThisMachine(text, standardPort, port));
    }

    /// <summary>The same set-up with the page's other handler in the place of the first, and a client of that name beside it.</summary>
    public static void WriteWithLoghogHandler(string below, string folder, int port)
    {
        string[] settings = Assert.Single(Of("loghoghandler")).Text.Split('\n');
        string handler = settings.Single(line => line.Contains("LoghogHandler", StringComparison.Ordinal)).Trim().TrimEnd(',');
        foreach ((string name, string text) in Of(below))
        {
            // Settings of JSON and of Python are spelled alike.
            string changed = StockHandler().Replace(text, handler)
                .Replace("\"handlers\": {\n", $"{settings[0]}\n    \"handlers\": {{\n", StringComparison.Ordinal)
                .Replace("\"app_name\": \"shop\"", "\"app_name\": \"old-shop\"", StringComparison.Ordinal);
            Assert.DoesNotContain("SocketHandler", changed, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, name), OnThisMachine(changed, "5566", port));
        }

        File.Copy(Pythons.Script("loghog_client.py"), Path.Combine(folder, "loghog.py"), overwrite: true);
    }

    private static (string Name, string Text)[] Of(string below)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "python.md"));
        Match[] files = [.. FileBlock().Matches(page).Where(match => match.Groups["below"].Value == below)];
        Assert.NotEmpty(files);
        return [.. files.Select(file => (file.Groups["name"].Value, file.Groups["text"].Value))];
    }

    private static string OnThisMachine(string text, string standardPort, int port) => AddressInText().Replace(text, match => match.Value
        .Replace("loghog.example.org", "127.0.0.1", StringComparison.Ordinal)
        .Replace(standardPort, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    [GeneratedRegex(@"<!-- file: (?<below>\w+)/(?<name>\S+) -->\n```\w+\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex FileBlock();

    [GeneratedRegex("\"loghog\\.example\\.org\", \"port\": (9020|5566)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AddressInText();

    [GeneratedRegex(@"""loghog"": \{\s*""class"": ""logging\.handlers\.SocketHandler""[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex StockHandler();
}
