using System.Text;
using System.Text.Json;
using LogHog.Protocols.Json;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.PythonLogging;

/// <summary>A frame that a real Python made, and what that Python sees in it.</summary>
internal sealed record RecordFrame(string Name, byte[] Frame, JsonElement Seen);

/// <summary>Frames from real Pythons, by tests/Interop/python/record_frames.py.</summary>
internal static class RecordFrames
{
    public static async Task<IReadOnlyList<RecordFrame>> OfAsync(string python, string script = "record_frames.py", params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Pythons.Start(python, script, arguments), input: "");
        Assert.True(result.ExitCode == 0, result.Errors);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    /// <summary>The text of a JSON string as Python writes it, lone surrogates included, in WTF-8.</summary>
    public static byte[] Text(JsonElement element) => Wtf8.GetBytes(Unescape(element.GetRawText()));

    public static string Text(ReadOnlyMemory<byte> text) => Encoding.Latin1.GetString(text.Span);

    private static RecordFrame Read(string line)
    {
        JsonElement seen = JsonDocument.Parse(line).RootElement;
        return new RecordFrame(seen.GetProperty("name").GetString()!, Convert.FromHexString(seen.GetProperty("frame").GetString()!), seen);
    }

    // JsonElement.GetString refuses lone surrogates.
    private static string Unescape(string quoted)
    {
        var text = new StringBuilder();
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
                continue;
            }
            i++;
            int escape = "\"\\/bfnrt".IndexOf(quoted[i], StringComparison.Ordinal);
            text.Append(escape >= 0 ? "\"\\/\b\f\n\r\t"[escape] : (char)Convert.ToInt32(quoted.Substring(i + 1, 4), 16));
            i += escape >= 0 ? 0 : 4;
        }
        return text.ToString();
    }
}
