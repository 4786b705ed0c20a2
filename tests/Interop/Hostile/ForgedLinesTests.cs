using System.Text;
using System.Text.RegularExpressions;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Hostile;

/// <summary>Whatever stands in a message, it is one event in the file, and a terminal that shows the file obeys nobody.</summary>
public sealed partial class ForgedLinesTests
{
    private const string Forged = "2026-11-20T12:18:36.464316+01:00 web01 shop: forged";

    private static readonly string[] Texts =
    [
        $"x\n{Forged}", $"x\r{Forged}", $"x\r\n{Forged}", $"x\u0085{Forged}", $"x\u2028{Forged}", $"x\u2029{Forged}", $"x\v{Forged}", $"x\f{Forged}",
        $"\n{Forged}", $"{Forged}\n", "\n\n\n", "\u001b[2J\u001b[31mred", "\u001b]0;title\u0007", "\u009b31m", "\u0000\u0001\u0008\u007f",
        "\u202egnirts\u202c", "{\"@t\":\"2026-11-20T12:18:36Z\"}\n{\"@t\":\"x\"}", "\\x1b[31m", "2026-11-20 12:18:36,464 - web01 - forged",
    ];

    [Theory]
    [InlineData("standard")]
    [InlineData("classic")]
    [InlineData("json")]
    public async Task One_message_is_one_event_in_every_format(string format)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "", $"[shop]\nrotate = daily\nbackup_count = 3\nformat = {format}\n");
        byte[][] frames =
        [
            .. Texts.Select(text => Wire.Frame("shop", text)),
            .. Texts.Select(text => Wire.Frame("shop", "in the host", host: text)),
            .. Texts.Select(text => Wire.Frame("shop", "in the module", text)),
            .. Texts.Select(text => Wire.Message("shop", "in a field").With("field", text).Frame()),
            .. Texts.Select(text => Wire.Message("shop", "in a field's name").With($"f{text}", 1).Frame()),
        ];

        await Peer.SendAllAsync(hog, frames);

        await hog.StoredAsync(frames.Length);
        string content = Encoding.UTF8.GetString(File.ReadAllBytes(hog.PathOf("shop/root.log")));
        Assert.EndsWith("\n", content, StringComparison.Ordinal);
        string[] lines = content[..^1].Split('\n');
        Assert.Equal(frames.Length, lines.Count(line => !line.StartsWith('\t')));
        Assert.Equal(
            format == "json" ? frames.Length : frames.Length + Texts.Sum(text => text.Count(c => c == '\n')), lines.Length);
        Assert.DoesNotMatch(Unsafe(), content);
    }

    [GeneratedRegex(@"[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069-[\t\n]]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unsafe();
}
