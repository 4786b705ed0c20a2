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
        byte[] shape = new byte[MessageShape.MessageBytesMax];
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
            int length = WordScanner.Scan(message, Words(), shape);

            bool isIn = phrase.IsIn(message);

            Assert.Equal(isIn, phrase.IsIn(shape.AsSpan(0, length)));
            found += isIn && bytes.Length > 0 ? 1 : 0;
        }

        Assert.True(found > 1000);
    }

    [Fact]
    public void Words_with_digits_become_one_zero_each()
    {
        byte[] shape = new byte[100];

        int length = WordScanner.Scan("Order 17 (id=a1_b) of Zoë7é: done, no.2"u8, Words(), shape);

        Assert.Equal("Order \0 (id=\0) of \0: done, no.\0"u8, shape.AsSpan(0, length));
    }

    private static WordFilterBuilder Words()
    {
        var words = new WordFilterBuilder();
        words.Begin();
        return words;
    }
}
