using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>What loghog says when it finds nothing.</summary>
public sealed class HintTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public async Task A_word_that_stands_only_inside_of_others_is_told_with_the_query_for_it()
    {
        ProgramResult search = await _folder.Run("search", "reorder");

        Assert.Equal("", search.Output);
        Assert.Equal("loghog: no whole word matches; 1 event matches inside of longer words: '*reorder*'\n", search.Errors);
    }

    [Fact]
    public async Task A_word_with_other_capitals_is_told()
    {
        ProgramResult search = await _folder.Run("search", "PAID level:info");

        Assert.Equal("loghog: no whole word matches; 1 event matches with other capitals: 'i(PAID) level:i(info)'\n", search.Errors);
    }

    [Fact]
    public async Task A_part_of_a_word_with_other_capitals_is_told()
    {
        ProgramResult search = await _folder.Run("search", "ORDE");

        Assert.Equal("loghog: no whole word matches; 3 events match inside of longer words, with other capitals: '~\"(?i)ORDE\"'\n", search.Errors);
    }

    [Fact]
    public async Task A_field_that_no_event_has_is_told_with_the_nearest()
    {
        Assert.Equal("loghog: no event has the field ordr; did you mean order?\n", (await _folder.Run("search", "ordr:42")).Errors);
        Assert.Equal(
            "loghog: no event has the field quite_else; 'loghog fields' lists those that there are\n",
            (await _folder.Run("search", "quite_else:42")).Errors);
    }

    [Fact]
    public async Task Nothing_is_said_when_it_shall_be_quiet_or_something_was_found()
    {
        Assert.Equal("", (await _folder.Run("search", "reorder", "-q")).Errors);
        Assert.Equal("", (await _folder.Run("search", "Order")).Errors);
    }

    [Fact]
    public async Task The_place_in_a_wrong_query_is_pointed_at_also_in_what_options_say()
    {
        ProgramResult query = await _folder.Run("search", "* | stats cuont()");
        ProgramResult option = await _folder.Run("stats", "-c", "cuont()");

        Assert.Equal(2, query.ExitCode);
        Assert.EndsWith("\n  * | stats cuont()\n            ^\n", query.Errors, StringComparison.Ordinal);
        Assert.Equal(2, option.ExitCode);
        Assert.EndsWith("\n  * | stats cuont()\n            ^\n", option.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_very_long_query_only_the_neighbourhood_is_shown()
    {
        ProgramResult wrong = await _folder.Run("search", new string('a', 5000) + " (");

        Assert.All(wrong.Errors.Split('\n'), static line => Assert.True(line.Length < 130));
        Assert.EndsWith("^\n", wrong.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
