using System.Text;
using LogHog.Engine.Index;
using LogHog.Engine.Query.Values;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class WordScannerTests
{
    [Fact]
    public void Finds_the_words_of_random_texts_wherever_they_stand()
    {
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        for (int i = 0; i < 4000; i++)
        {
            byte[] text = random.Next(4) == 0 ? Mixed(random) : events.Text();
            // What stands beside a value must not matter.
            byte[] around = [(byte)'x', .. text, (byte)'y'];
            Assert.Equal(Expected(text), Scanned(around.AsSpan(1, text.Length)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(62)]
    public void Finds_words_that_lie_across_the_steps(int before)
    {
        for (int length = 1; length < 140; length++)
        {
            byte[] text = Encoding.UTF8.GetBytes(new string('-', before) + new string('a', length - 1) + "é-x1 Ω9");
            Assert.Equal(Expected(text), Scanned(text));
        }
    }

    [Fact]
    public void The_hash_of_a_word_does_not_depend_on_where_it_stands()
    {
        Random random = SeededRandom.Create();
        byte[] text = new byte[200];
        for (int length = 0; length < 100; length++)
        {
            random.NextBytes(text);
            byte[] word = text[..length];
            for (int start = 0; start + length <= text.Length; start += 7)
            {
                random.NextBytes(text);
                word.CopyTo(text, start);
                if (length > 0)
                    Assert.Equal(WordHash.Of(word), WordHash.Of(text, start, start + length));
            }
        }
    }

    [Fact]
    public void Different_words_have_different_hashes()
    {
        var hashes = new HashSet<ulong>();
        for (int i = 0; i < 300_000; i++)
            Assert.True(hashes.Add(WordHash.Of(Encoding.ASCII.GetBytes(i % 3 == 0 ? $"{i}" : i % 3 == 1 ? $"word{i:x}" : $"a-long-word-before-its-number-{i}"))));
    }

    /// <summary>Text of each kind of character, whole and torn.</summary>
    private static byte[] Mixed(Random random)
    {
        byte[][] pieces = ["a"u8.ToArray(), "9"u8.ToArray(), "_"u8.ToArray(), " "u8.ToArray(), "é"u8.ToArray(), "日"u8.ToArray(), "𝔘"u8.ToArray(), "😀"u8.ToArray(), [0xC3], [0xED, 0xA0, 0xBD], [0xF0, 0x9F], [0x80], [0]];
        return [.. Enumerable.Range(0, random.Next(200)).SelectMany(_ => pieces[random.Next(pieces.Length)])];
    }

    private static HashSet<ulong> Expected(byte[] text) => [.. Words.Split(text).Select(word => WordHash.Of(text.AsSpan(word)))];

    private static HashSet<ulong> Scanned(ReadOnlySpan<byte> text)
    {
        var words = new WordFilterBuilder();
        words.Begin();
        WordScanner.Scan(text, words);
        return [.. words.Words];
    }
}
