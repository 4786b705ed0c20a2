using LogHog.Engine.Storage;

namespace LogHog.Engine.Tests.Storage;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("one\ntwo\n", 0, 4)]
    [InlineData("one\ntwo\n", 3, 4)]
    [InlineData("one\ntwo\n", 4, 8)]
    [InlineData("one\n\tmore\n\tmore\ntwo\n", 1, 16)]
    [InlineData("one\n\tmore\n\tmore\ntwo\n", 6, 16)]
    [InlineData("one\n\tmore\n", 0, 10)]
    public void An_event_ends_before_the_next_line_that_does_not_begin_with_a_tab(string text, int position, int end) =>
        Assert.Equal(end, EventText.EndOfEvent(System.Text.Encoding.UTF8.GetBytes(text), position));
}
