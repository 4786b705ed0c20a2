using System.IO.Compression;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>Each kind of rotation, while the follower looks on and while it does not.</summary>
public sealed class RotationTests
{
    [Fact]
    public void A_file_that_is_not_there_yet_is_read_from_its_beginning_when_it_comes()
    {
        using FollowedFolder following = new(static settings => settings with { BeginsAtEnd = true });
        following.Read();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        Assert.Equal(["order 1 paid"], following.Events);
    }

    [Fact]
    public void An_unfinished_line_waits_for_its_rest()
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\nord");
        following.Read();
        Assert.Equal(["order 1 paid"], following.Events);
        following.Stop();
        following.Append("app.log", "er 2 paid\n");
        following.Read();
        Assert.Equal(["order 1 paid", "order 2 paid"], following.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_renamed_file_is_finished_before_the_new_one_is_begun(bool isDown)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        if (isDown)
            following.Stop();
        following.Append("app.log", "order 2 paid\n");
        File.Move(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 4 paid\n");
        // Its writer has not noticed yet.
        following.Append("app.log.1", "order 3 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Fact]
    public void A_file_that_is_written_rotated_and_compressed_while_older_ones_are_searched_for_is_read_once()
    {
        var meanwhile = new Meanwhile();
        using FollowedFolder following = new() { Time = meanwhile };
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        File.Move(following["app.log"], following["app.log.3"]);
        following.Append("app.log.2", "order 2 paid\n");
        following.Append("app.log", "");
        // The first is the empty file, the second the one that was missed.
        meanwhile.AtText(2, () =>
        {
            following.Append("app.log", "order 3 paid\n");
            using (GZipStream archive = new(File.Create(following["app.log.1.gz"]), CompressionLevel.Fastest))
                archive.Write(File.ReadAllBytes(following["app.log"]));
            File.Delete(following["app.log"]);
            following.Append("app.log", "order 4 paid\n");
        });
        following.Read();
        following.Stop();
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
        Assert.Equal(0, following.Counters.LostFiles);
    }

    [Fact]
    public void What_logrotate_found_in_its_way_and_put_aside_is_read()
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Stop();
        following.Append("app.log", "order 2 paid\n");
        File.Move(following["app.log"], following["app.log-2026112901.backup"]);
        following.Append("app.log", "order 3 paid\norder 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_lost_stays_counted_over_restarts_and_kills(bool isKill)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Append("app.log", "order 2 paid\n");
        following.Look();
        following.Empty("app.log");
        following.Read();
        for (int restart = 0; restart < 2; restart++)
        {
            if (isKill)
                following.Kill();
            else
                following.Stop();
            following.Read();
            Assert.Equal("order 2 paid\n".Length, following.Counters.CutBytes);
        }
    }

    [Theory]
    [InlineData("gzip", ".gz")]
    [InlineData("xz", ".xz")]
    [InlineData("zstd", ".zst")]
    [InlineData("bzip2", ".bz2")]
    public async Task A_file_that_was_compressed_while_nobody_looked_is_finished_in_its_archive(string program, string suffix)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Stop();
        following.Append("app.log", "order 2 paid\norder 3 paid\n");
        File.Move(following["app.log"], following["app.log.1"]);
        ProgramResult packed = await ExternalProgram.RunAsync(program, program == "zstd" ? ["--rm", "-q", following["app.log.1"]] : [following["app.log.1"]]);
        Assert.True(packed.ExitCode == 0 && File.Exists(following[$"app.log.1{suffix}"]), packed.ToString());
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_that_came_and_went_between_two_looks_are_read_in_their_order(bool isDown)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        if (isDown)
            following.Stop();
        File.Move(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 2 paid\n");
        File.Move(following["app.log.1"], following["app.log.2"]);
        File.Move(following["app.log"], following["app.log.1"]);
        ProgramResult packed = await ExternalProgram.RunAsync("gzip", [following["app.log.1"]]);
        Assert.Equal(0, packed.ExitCode);
        File.Move(following["app.log.2"], following["app.log.3"]);
        File.Move(following["app.log.1.gz"], following["app.log.2.gz"]);
        following.Append("app.log", "order 3 paid\n");
        File.Move(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_deleted_file_and_its_successor_are_two(bool isDown)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\norder 2 paid\n");
        following.Read();
        if (isDown)
            following.Stop();
        File.Delete(following["app.log"]);
        following.Append("app.log", "order 3 paid\norder 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
        // While it is open, it is read to its end; afterwards nobody knows what it had.
        Assert.Equal(isDown ? 1 : 0, following.Counters.LostFiles);
    }

    [Fact]
    public void Another_file_in_the_place_and_with_the_inode_of_an_old_one_is_new()
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\norder 2 paid\n");
        following.Read();
        following.Stop();
        // What the file system does when it uses an inode again, but certainly.
        following.Empty("app.log");
        following.Append("app.log", "order 3 paid\norder 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_stored_after_the_last_save_is_not_read_again_after_a_kill(bool isRotated)
    {
        using FollowedFolder following = new();
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        following.Stop();
        following.Read();
        following.Append("app.log", "order 2 paid\n");
        following.Read();
        following.Kill();
        if (isRotated)
            File.Move(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 3 paid\n");
        following.Read();
        following.Append("app.log", "order 4 paid\n");
        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Fact]
    public void At_the_end_means_behind_the_last_whole_line_and_only_the_first_time()
    {
        using FollowedFolder following = new(static settings => settings with { BeginsAtEnd = true }, "*.log");
        following.Append("app.log", "order 0 paid\nord");
        following.Read();
        following.Append("app.log", "er 1 paid\n");
        following.Read();
        following.Stop();
        following.Append("other.log", "order 2 paid\n");
        following.Read();
        Assert.Equal(["order 1 paid", "order 2 paid"], following.Events);
    }

    [Fact]
    public void Binary_files_and_archives_are_passed_by()
    {
        using FollowedFolder following = new(null, "**");
        File.WriteAllBytes(following["wtmp"], [7, 0, 0, 0, 10, 0]);
        File.WriteAllText(following["old.gz"], "no archive\n");
        following.Append("app.log", "order 1 paid\n");
        following.Read();
        Assert.Equal(["order 1 paid"], following.Events);
    }

    [Fact]
    public void A_renamed_file_that_the_pattern_meets_under_its_new_name_is_read_once()
    {
        using FollowedFolder following = new(null, "app.log*");
        for (int number = 1; number <= 4; number++)
        {
            following.Append("app.log", $"order {number} paid\n");
            following.Read();
            if (number % 2 == 0)
                following.Stop();
            if (File.Exists(following["app.log.1"]))
                File.Move(following["app.log.1"], following["app.log.2"], overwrite: true);
            File.Move(following["app.log"], following["app.log.1"]);
        }

        following.Read();
        Assert.Equal(FollowedFolder.OneToFour, following.Events);
    }

    [Fact]
    public void A_line_without_its_end_in_a_file_that_is_left_is_complete_when_it_is_closed()
    {
        using FollowedFolder following = new(static settings => settings with { CloseAfter = TimeSpan.Zero });
        following.Append("app.log", "order 1 paid\norder 2 paid");
        following.Read();
        File.Move(following["app.log"], following["app.log.1"]);
        following.Append("app.log", "order 3 paid\norder 4 paid\n");
        following.Read();
        Assert.Equal(4, following.Events.Count);
        Assert.Contains("order 2 paid", following.Events);
    }

    /// <summary>A clock that does something while the follower looks: it asks for the time whenever it begins with a text.</summary>
    private sealed class Meanwhile : TimeProvider
    {
        private int _texts = int.MaxValue;
        private Action _act = static () => { };

        public void AtText(int number, Action act) => (_texts, _act) = (number, act);

        public override long GetTimestamp()
        {
            if (--_texts == 0)
                _act();
            return base.GetTimestamp();
        }
    }
}
