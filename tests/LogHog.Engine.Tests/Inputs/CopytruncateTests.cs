using LogHog.Engine.Inputs.Following;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>Logs that are copied and emptied, as logrotate's copytruncate does it.</summary>
public sealed class CopytruncateTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_copy_has_and_the_emptied_file_has_no_longer_is_read_from_the_copy(bool isDown)
    {
        using FollowedFolder following = new(null, "app.log*");
        following.Append("app.log", "order 1 paid\norder 2 paid\n");
        following.Read();
        if (isDown)
            following.Stop();
        following.Append("app.log", "order 3 paid\n");
        following.CopyTruncate("app.log", "app.log.1");
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        following.Stop();
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
        Assert.Equal(0, following.Counters.CutBytes);
        Assert.Equal(0, following.Counters.LostFiles);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_copy_that_was_made_before_the_last_lines_is_not_read_again(bool isDown, bool isPacked)
    {
        using FollowedFolder following = new(null, "app.log*");
        // Longer than what is remembered of its beginning.
        string first = new('o', Fingerprint.FirstBytesMax);
        following.Append("app.log", first + "\norder 2 paid\n");
        following.Read();
        File.Copy(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 3 paid\n");
        following.Read();
        if (isDown)
            following.Stop();
        following.Empty("app.log");
        if (isPacked)
            Assert.Equal(0, (await ExternalProgram.RunAsync("gzip", [following["app.log.1"]])).ExitCode);
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(1, following.Counters.Truncations);
        Assert.Equal(0, following.Counters.LostFiles);
        following.Stop();
        following.Read();
        Assert.Equal([first, .. FollowedFolder.OneToFour[1..]], following.Events);
    }

    [Fact]
    public void Old_copies_are_not_read_again_however_many_there_are()
    {
        using FollowedFolder following = new();
        List<string> all = [];
        // More than it remembers.
        for (int day = 0; day < 260; day++)
        {
            following.Append("app.log", $"day {day} is over\n");
            all.Add($"day {day} is over");
            following.Read(looks: 1);
            following.CopyTruncate("app.log", $"app.log.{1000 - day}");
        }

        following.Read();
        // Killed before anything of the last day is read.
        following.Append("app.log", "day 260 is over\n");
        following.Look();
        following.Stop();
        following.Read();
        Assert.Equal([.. all, "day 260 is over"], following.Events);
    }

    [Fact]
    public void Old_copies_are_not_read_again_however_many_other_logs_there_are()
    {
        using FollowedFolder following = new(static settings => settings with { CloseAfter = TimeSpan.Zero }, "*.log");
        following.Append("app.log", "day 1 is over\n");
        following.Read();
        following.CopyTruncate("app.log", "app.log.1");
        following.Read();
        // More than it remembers.
        string[] others = [.. Enumerable.Range(0, 210).Select(static number => $"other{number}.log")];
        foreach (string other in others)
            following.Append(other, $"{other} says this\n");
        following.Read();
        foreach (string other in others)
            File.Move(following[other], following[other + ".1"]);
        following.Read();
        following.Append("app.log", "day 2 is over\n");
        following.Look();
        following.Stop();
        following.Read();
        Assert.Equal(["day 1 is over", "day 2 is over"], following.Events.Where(static line => line.StartsWith("day", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_that_is_seen_before_it_has_any_bytes_is_not_read_again(bool isRestarted)
    {
        using FollowedFolder following = new(null, "app.log*");
        following.Append("app.log", "order 1 paid\norder 2 paid\n");
        following.Read();
        following.Append("app.log.1", "");
        following.Read();
        if (isRestarted)
            following.Stop();
        following.Append("app.log", "order 3 paid\n");
        File.Copy(following["app.log"], following["app.log.1"], overwrite: true);
        following.Empty("app.log");
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Fact]
    public void What_nobody_could_read_before_a_file_was_emptied_is_counted()
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Append("app.log", "order 2 paid\norder 3");
        following.Look();
        following.Empty("app.log");
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(["order 1 paid", "order 4 paid"], following.Events);
        Assert.Equal((1, "order 2 paid\norder 3".Length), (following.Counters.Truncations, following.Counters.CutBytes));
    }

    [Fact]
    public void A_file_that_was_emptied_and_grew_past_its_old_length_is_a_new_text()
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Empty("app.log");
        following.Append("app.log", "order 2 paid\norder 3 paid\norder 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }
}
