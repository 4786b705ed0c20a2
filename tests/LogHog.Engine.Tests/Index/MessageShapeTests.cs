using Unicode = System.Text.Unicode;
using LogHog.Engine.Index;
using LogHog.Engine.Query.Values;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class MessageShapeTests
{
    [Fact]
    public void A_phrase_without_digits_stands_in_a_message_exactly_if_it_stands_in_its_shape()
    {
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        var cutter = new ShapeCutter();
        int found = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] message = events.Text();
            if (!MessageShape.IsKnown(message) || message.Length == 0)
                continue;
            byte[] from = random.Next(3) == 0 ? events.Text() : message;
            int start = random.Next(from.Length);
            byte[] bytes = from[start..(start + random.Next(Math.Min(12, from.Length - start) + 1))];
            if (bytes.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9') || bytes.Contains(MessageShape.Variable) || !Unicode.Utf8.IsValid(bytes))
                continue;
            var phrase = new Phrase(bytes);

            bool isIn = phrase.IsIn(message);

            Assert.Equal(isIn, phrase.IsIn(cutter.Cut(message)));
            found += isIn && bytes.Length > 0 ? 1 : 0;
        }

        Assert.True(found > 1000);
    }

    [Fact]
    public void Words_with_digits_become_one_zero_each() =>
        Assert.Equal("Order \0 (id=\0) of \0: done, no.\0"u8, new ShapeCutter().Cut("Order 17 (id=a1_b) of Zoë7é: done, no.2"u8));

    [Fact]
    public void The_words_of_a_message_are_those_of_its_shape_and_the_variable_ones()
    {
        Random random = SeededRandom.Create();
        var events = new RandomEvents(random);
        var cutter = new ShapeCutter();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = i % 2 == 0 ? events.Text() : Mixed(random);
            if (!MessageShape.IsKnown(message))
                continue;
            var words = new WordFilterBuilder();
            words.Begin();
            ReadOnlySpan<byte> shape = cutter.Cut(message);
            WordScanner.Scan(shape, words);
            cutter.AddVariableWords(message, words);
            Assert.Equal(WordsOf(message), [.. words.Words]);
            Assert.False(shape.ContainsAnyInRange((byte)'0', (byte)'9'));
        }
    }

    /// <summary>Words with and without digits, short and of several steps, and characters that are torn.</summary>
    private static byte[] Mixed(Random random)
    {
        byte[][] pieces = ["a"u8.ToArray(), "word"u8.ToArray(), "9"u8.ToArray(), "_"u8.ToArray(), " "u8.ToArray(), "é"u8.ToArray(), "日"u8.ToArray(), [0xC3], [0xF0, 0x9F], [0x80], [.. Enumerable.Repeat((byte)'x', 70)]];
        return [.. Enumerable.Range(0, random.Next(60)).SelectMany(_ => pieces[random.Next(pieces.Length)])];
    }

    private static HashSet<ulong> WordsOf(byte[] text) => [.. Words.Split(text).Select(word => WordHash.Of(text.AsSpan(word)))];
}
