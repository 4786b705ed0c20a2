using LogHog.Engine.Alerts;
using LogHog.Engine.Alerts.Rules;

namespace LogHog.Engine.Tests.Alerts;

public sealed class RuleStateTests
{
    [Fact]
    public void Each_match_is_told_by_itself_with_its_message_and_its_line()
    {
        RuleStage stage = new("query = login");

        stage.Event(1, "login of ana");
        stage.Event(1, "login of bob\nwith details");

        Assert.Equal(["1 firing", "1 firing"], stage.Story);
        Notification second = stage.Told[1].Notification;
        Assert.Equal("r: login of bob", second.Title);
        Assert.Equal("login of bob\nwith details", second.Text);
        Assert.Equal(["login of bob\nwith details"], second.Lines);
        Assert.NotEqual(stage.Told[0].Notification.Id, second.Id);
    }

    [Fact]
    public void What_comes_within_the_throttle_is_told_together_at_its_end()
    {
        RuleStage stage = new("throttle = 10s; group_by = host");

        for (int i = 0; i < 5; i++)
            stage.Event(i, "m" + i, ("host", "a"));
        stage.Event(4, "other", ("host", "b"));
        stage.Until(30);

        Assert.Equal(["0 firing host=a", "4 firing host=b", "10 firing host=a"], stage.Story);
        Assert.Equal(4, stage.Told[2].Notification.Count);
        Assert.Equal("r: m1 (and 3 more)", stage.Told[2].Notification.Title);
        Assert.Equal(["m1", "m2", "m3", "m4"], stage.Told[2].Notification.Lines);
    }

    [Fact]
    public void A_threshold_fires_when_there_are_more_within_the_time_and_resolves_when_that_is_over()
    {
        RuleStage stage = new("kind = threshold; more_than = 2; within = 10s; resolve_after = 5s; group_by = host");

        stage.Event(0, "m", ("host", "a"));
        stage.Event(5, "m", ("host", "a"));
        stage.Event(10, "m", ("host", "a")); // That of second 0 does not count any more.
        stage.Event(14, "m", ("host", "a"));
        stage.Event(14, "m", ("host", "b"));
        stage.Until(100);

        // 5, 10 and 14 are more than two until 15; five seconds later it is over.
        Assert.Equal(["14 firing host=a", "20 resolved host=a"], stage.Story);
        Assert.Equal("r: more than 2 in 10s (host=a)", stage.Told[0].Notification.Title);
        Assert.Equal("Over after 6s; 3 events.", stage.Told[1].Notification.Text);
    }

    [Fact]
    public void A_threshold_that_comes_again_before_it_was_over_is_the_same_incident()
    {
        RuleStage stage = new("kind = threshold; more_than = 0; within = 2s; resolve_after = 5s");

        stage.Event(0);
        stage.Event(6);
        stage.Event(12.9);
        stage.Until(100);
        stage.Event(200);

        Assert.Equal(["0 firing", "19.9 resolved", "200 firing"], stage.Story);
    }

    [Fact]
    public void For_waits_until_the_condition_has_held_that_long()
    {
        RuleStage stage = new("kind = threshold; more_than = 1; within = 10s; for = 15s; resolve_after = 1s");

        stage.Event(0);
        stage.Event(1); // Holds from 1 to 10.
        stage.Until(30);
        Assert.Empty(stage.Story);
        for (int at = 40; at <= 60; at += 5)
            stage.Event(at); // Holds from 45 to 65.
        stage.Until(100);

        Assert.Equal(["60 firing", "66 resolved"], stage.Story);
    }

    [Fact]
    public void Silence_is_told_when_nothing_came_for_the_time_and_over_with_the_next_event()
    {
        RuleStage stage = new("kind = silence; within = 60s");

        stage.Event(30);
        stage.Event(90); // Just in time.
        stage.Until(149);
        Assert.Empty(stage.Story);
        stage.Until(200);
        stage.Event(250);
        stage.Until(309);

        Assert.Equal(["150 firing", "250 resolved"], stage.Story);
        Assert.Equal("r: nothing for 1m", stage.Told[0].Notification.Title);
    }

    [Fact]
    public void Silence_without_a_group_counts_from_when_the_rule_was_made()
    {
        RuleStage stage = new("kind = silence; within = 60s");
        stage.Until(61);
        Assert.Equal(["60 firing"], stage.Story);
    }

    [Fact]
    public void Each_group_that_was_seen_is_silent_for_itself()
    {
        RuleStage stage = new("kind = silence; within = 60s; group_by = host; resolve_after = 30s");

        stage.Event(0, "m", ("host", "a"));
        stage.Event(10, "m", ("host", "b"));
        stage.Event(50, "m", ("host", "b"));
        stage.Event(70, "m", ("host", "a"));
        stage.Until(105);

        Assert.Equal(["60 firing host=a", "100 resolved host=a"], stage.Story);
    }

    [Fact]
    public void A_shape_is_new_once_whatever_its_numbers_and_not_while_it_learns()
    {
        RuleStage stage = new("kind = new; learn = 100s");

        stage.Event(1, "user 17 logged in from 10.0.0.1");
        stage.Event(101, "user 18 logged in from 10.0.0.99");
        stage.Event(102, "disk 3 fails");
        stage.Event(103, "disk 4 fails");

        Assert.Equal(["102 firing"], stage.Story);
        Assert.Equal("r: disk 3 fails", stage.Told[0].Notification.Title);
    }

    [Fact]
    public void Matches_with_resolve_after_are_one_incident_with_reminders_until_somebody_acknowledges()
    {
        RuleStage stage = new("resolve_after = 100s; repeat_every = 30s");

        for (int at = 0; at <= 200; at += 20)
            stage.Event(at);
        Assert.Equal(1, stage.State.Acknowledge([], new Acknowledgement(RuleStage.Day, "ana", ""), RuleStage.Ns(201)));
        stage.Until(1000);

        Assert.Equal(
            ["0 firing", "30 reminder", "60 reminder", "90 reminder", "120 reminder", "150 reminder", "180 reminder", "300 resolved"], stage.Story);
    }

    [Fact]
    public void A_silence_keeps_what_fires_back_until_it_ends_and_swallows_single_events()
    {
        RuleStage firing = new("kind = threshold; more_than = 0; within = 60s; resolve_after = 60s");
        firing.Silence("r", until: 50);
        firing.Event(10);
        firing.Until(49);
        Assert.Empty(firing.Story);
        firing.Until(60);
        Assert.Equal(["50 firing"], firing.Story);

        RuleStage single = new("query = x");
        single.Silence("r", until: 50);
        single.Event(10);
        single.Until(60);
        single.Event(61);
        Assert.Equal(["61 firing"], single.Story);
    }

    [Fact]
    public void What_began_and_ended_within_a_silence_is_told_to_nobody()
    {
        RuleStage stage = new("kind = threshold; more_than = 0; within = 1s; resolve_after = 1s");
        stage.Silence("r", until: 50);
        stage.Event(10);
        stage.Until(100);
        Assert.Empty(stage.Story);
    }

    [Fact]
    public void A_flood_is_a_burst_and_then_told_together()
    {
        RuleStage stage = new("group_by = user");

        for (int i = 0; i < 1000; i++)
            stage.Event(1, "failed", ("user", "u" + i));
        stage.Until(100);

        Assert.Equal(NotificationRate.Burst + 1, stage.Told.Count);
        Assert.Equal("r: 970 more notifications, 970 events", stage.Told[^1].Notification.Title);
        Assert.Equal(970, stage.Told[^1].Notification.Count);
        Assert.Equal(1000, stage.Told.Sum(static one => one.Notification.Count));
    }

    [Fact]
    public void Groups_are_bounded_and_what_is_beyond_is_counted()
    {
        RuleStage stage = new("kind = silence; within = 1h; group_by = user");
        for (int i = 0; i < GroupTable.GroupsMax + 7; i++)
            stage.Event(1, "m", ("user", "u" + i));
        Assert.Equal(GroupTable.GroupsMax, stage.State.GroupCount);
        Assert.Equal(7, stage.State.Beyond);
    }

    [Fact]
    public void Groups_of_which_nothing_is_known_any_more_make_room()
    {
        RuleStage stage = new("kind = threshold; more_than = 1; within = 10s; group_by = user");
        for (int i = 0; i < 3 * GroupTable.GroupsMax; i++)
            stage.Event(i * 0.01, "m", ("user", "u" + i));
        Assert.Equal(0, stage.State.Beyond);
        Assert.Equal(GroupTable.GroupsMax, stage.State.GroupCount);
    }

    [Fact]
    public void Memory_is_bounded_over_groups_windows_and_lines_and_given_back()
    {
        AlertMemory memory = new(100_000);
        RuleStage stage = new("kind = threshold; more_than = 100000; within = 1h; group_by = user", memory: memory);
        for (int i = 0; i < 20_000; i++)
            stage.Event(i * 0.001, new string('x', 500), ("user", "u" + (i % 50)));
        Assert.InRange(memory.Bytes, 1, 100_000);
        Assert.True(stage.State.Beyond > 0);

        stage.State.Forget();
        Assert.Equal(0, memory.Bytes);
    }

    [Fact]
    public void Titles_have_fields_of_the_event_or_of_the_group()
    {
        RuleStage stage = new("title = {user} on {host}: {{{rule}}} {missing}");
        stage.Event(1, "m", ("user", "ana"), ("host", "web01"));
        Assert.Equal("ana on web01: {r}", stage.Told[0].Notification.Title);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restart_tells_nothing_twice_and_goes_on_with_windows(bool fromJournal)
    {
        RuleStage stage = new("kind = threshold; more_than = 1; within = 60s; resolve_after = 10s");
        stage.Event(0);
        stage.Event(1);
        stage.Restart(5, fromJournal: fromJournal);
        stage.Event(6);
        stage.Until(200);

        // 1 and 6 are more than one until 61.
        Assert.Equal(["1 firing", "71 resolved"], stage.Story);
    }

    [Fact]
    public void A_changed_rule_goes_on_with_its_group_and_another_grouping_begins_anew()
    {
        RuleStage stage = new("kind = threshold; more_than = 1; within = 60s; resolve_after = 10s");
        stage.Event(0);
        stage.Event(1);
        stage.Restart(5, "kind = threshold; more_than = 1; within = 60s; resolve_after = 20s; severity = error");
        stage.Until(81);
        Assert.Equal(["1 firing", "80 resolved"], stage.Story);
        stage.Event(100);
        stage.Restart(101, "kind = threshold; more_than = 1; within = 60s; group_by = host");
        stage.Event(102);
        Assert.Equal(2, stage.Story.Count);
    }

    [Fact]
    public void Time_in_which_nobody_looked_is_no_silence()
    {
        RuleStage stage = new("kind = silence; within = 60s");
        stage.Event(10);
        stage.Restart(20);
        stage.State.Skip((long)1e9 * 1000); // Down from 20 to 1020.
        stage.Until(1069);
        Assert.Empty(stage.Story);
        stage.Until(1071);
        Assert.Equal(["1070 firing"], stage.Story);
    }
}
