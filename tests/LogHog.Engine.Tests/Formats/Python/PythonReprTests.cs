using System.Text;
using System.Text.Json;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats.Python;

public sealed class PythonReprTests
{
    [Fact]
    public async Task Escapes_exactly_the_characters_that_Python_3_13_does_not_print()
    {
        string file = Path.Combine(Repository.Root, "tests", "Corpus", "python-format", "printable.json");
        int[][] printable = JsonSerializer.Deserialize<int[][]>(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        var scratch = new Scratch();
        List<int> wrong = [];
        byte[] utf8 = new byte[4];
        int next = 0;
        for (int codePoint = 0; codePoint <= 0x10ffff; codePoint++)
        {
            while (next < printable.Length && printable[next][1] < codePoint)
                next++;
            bool isPrintable = next < printable.Length && printable[next][0] <= codePoint;
            scratch.Clear();
            int length = Wtf8.Write(utf8, codePoint);
            PythonRepr.Write(scratch, PythonValue.Str(utf8.AsSpan(0, length)), isAscii: false);
            bool isItself = scratch.From(0)[1] != '\\' || codePoint == '\\';
            if (isItself != isPrintable)
                wrong.Add(codePoint);
        }

        Assert.True(wrong.Count == 0, Ranges(wrong));
    }

    private static string Ranges(List<int> points)
    {
        var text = new StringBuilder();
        for (int i = 0; i < points.Count;)
        {
            int end = i;
            while (end + 1 < points.Count && points[end + 1] == points[end] + 1)
                end++;
            text.Append($"(0x{points[i]:x}, 0x{points[end]:x}), ");
            i = end + 1;
        }

        return text.ToString();
    }
}
