using LogHog.Engine.Durability;
using LogHog.Engine.Facilities;
using LogHog.Protocols;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Facilities;

public sealed class SignatureReplayTests : IDisposable
{
    private const long Now = 1_763_637_516_000_000_000;
    private const long Second = 1_000_000_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_was_accepted_before_a_kill_is_refused_after_it()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        // Not disposed before the second one reads: a killed process closes nothing either.
        using var first = new ReplayWindow(work, Window, Now);
        Assert.Equal(RejectReason.None, first.Admit(1, Now, Now));
        Assert.Equal(RejectReason.None, first.Admit(2, Now + (300 * Second), Now));
        first.Record(Now);

        using var second = new ReplayWindow(work, Window, Now + Second);
        Assert.Equal(RejectReason.SignatureReplayed, second.Admit(1, Now, Now + Second));
        Assert.Equal(RejectReason.SignatureReplayed, second.Admit(2, Now + (300 * Second), Now + Second));
        Assert.Equal(RejectReason.None, second.Admit(3, Now, Now + Second));
        Assert.Null(second.JournalFailure);
    }

    [Fact]
    public void A_message_that_was_accepted_is_never_accepted_again_while_the_clock_runs()
    {
        using var window = new ReplayWindow(null, Window, Now);
        Assert.Equal(RejectReason.None, window.Admit(1, Now + (300 * Second), Now));
        for (int after = 0; after <= 700; after++)
        {
            RejectReason reason = window.Admit(1, Now + (300 * Second), Now + (after * Second));
            Assert.Equal(after <= 600 ? RejectReason.SignatureReplayed : RejectReason.SignatureOutsideWindow, reason);
        }
        Assert.Equal(RejectReason.None, window.Admit(2, Now + (700 * Second), Now + (700 * Second)));
        Assert.Equal(1, window.Count);
    }

    [Fact]
    public void A_clock_that_jumps_ahead_and_back_opens_no_gap()
    {
        using var window = new ReplayWindow(null, Window, Now);
        Assert.Equal(RejectReason.None, window.Admit(1, Now, Now));
        Assert.Equal(RejectReason.None, window.Admit(2, Now + (3600 * Second), Now + (3600 * Second)));
        Assert.Equal(1, window.Count);
        Assert.Equal(RejectReason.SignatureOutsideWindow, window.Admit(1, Now, Now + Second));
    }

    [Fact]
    public void A_clock_that_was_wrong_while_nothing_came_locks_nobody_out()
    {
        using var window = new ReplayWindow(null, Window, Now);
        Assert.Equal(RejectReason.SignatureOutsideWindow, window.Admit(1, Now, Now + (3600 * Second)));
        Assert.Equal(RejectReason.None, window.Admit(1, Now, Now));
    }

    [Fact]
    public void When_it_is_full_the_oldest_are_forgotten_and_refused_for_their_age()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using (var window = new ReplayWindow(work, Window, Now, entriesMax: 10))
        {
            for (int i = 0; i < 10; i++)
                Assert.Equal(RejectReason.None, window.Admit((UInt128)i, Now - (100 * Second) + (i * 10 * Second), Now));
            Assert.Equal(RejectReason.None, window.Admit(10, Now, Now));
            Assert.Equal(10, window.Count);
            Assert.Equal(RejectReason.SignatureOutsideWindow, window.Admit(0, Now - (100 * Second), Now));
            Assert.Equal(RejectReason.SignatureReplayed, window.Admit(1, Now - (90 * Second), Now));
            window.Record(Now);
        }
        using var after = new ReplayWindow(work, Window, Now, entriesMax: 10);
        Assert.Equal(RejectReason.SignatureReplayed, after.Admit(9, Now - (10 * Second), Now));
    }

    [Fact]
    public void What_was_forgotten_for_want_of_room_stays_refused_after_a_restart()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using (var window = new ReplayWindow(work, Window, Now, entriesMax: 1))
        {
            Assert.Equal(RejectReason.None, window.Admit(1, Now - (100 * Second), Now));
            Assert.Equal(RejectReason.None, window.Admit(2, Now, Now));
            window.Record(Now);
        }
        using (var compacted = new ReplayWindow(work, Window, Now, entriesMax: 1))
            Assert.Equal(RejectReason.SignatureReplayed, compacted.Admit(2, Now, Now));
        using var last = new ReplayWindow(work, Window, Now, entriesMax: 1);
        Assert.NotEqual(RejectReason.None, last.Admit(1, Now - (100 * Second), Now));
    }

    [Fact]
    public void A_damaged_journal_gives_what_is_sound_in_it()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using (var window = new ReplayWindow(work, Window, Now))
        {
            for (int i = 1; i <= 5; i++)
                Assert.Equal(RejectReason.None, window.Admit((UInt128)i, Now, Now));
            Assert.Empty(File.ReadAllBytes(_temp[ReplayJournal.FileName]));
            window.Record(Now);
        }
        byte[] file = File.ReadAllBytes(_temp[ReplayJournal.FileName]);
        Assert.Equal(5 * 32, file.Length);
        file[32 + 10] ^= 1;
        File.WriteAllBytes(_temp[ReplayJournal.FileName], [.. file[..^5]]);

        using var after = new ReplayWindow(work, Window, Now);
        Assert.Equal(3, after.Count);
        Assert.Equal(RejectReason.SignatureReplayed, after.Admit(1, Now, Now));
        Assert.Equal(RejectReason.SignatureReplayed, after.Admit(3, Now, Now));
        Assert.Null(after.JournalFailure);
    }

    [Fact]
    public void What_one_thread_records_is_what_all_have_admitted()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using var window = new ReplayWindow(work, Window, Now);
        Parallel.For(0, 64, i =>
        {
            for (int n = 0; n < 1000; n++)
                Assert.Equal(RejectReason.None, window.Admit((UInt128)((i * 1000) + n), Now, Now));
            window.Record(Now);
        });
        Assert.Equal(64_000 * 32, new FileInfo(_temp[ReplayJournal.FileName]).Length);

        using var after = new ReplayWindow(work, Window, Now);
        Assert.Equal(64_000, after.Count);
    }

    [Fact]
    public void More_than_is_gathered_at_once_is_on_record_too()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using var window = new ReplayWindow(work, Window, Now);
        for (int i = 0; i < 5000; i++)
            Assert.Equal(RejectReason.None, window.Admit((UInt128)i, Now, Now));
        Assert.NotEmpty(File.ReadAllBytes(_temp[ReplayJournal.FileName]));
        window.Record(Now);

        using var after = new ReplayWindow(work, Window, Now);
        Assert.Equal(5000, after.Count);
    }

    [Fact]
    public void The_journal_is_written_anew_when_most_of_it_is_stale()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        using var window = new ReplayWindow(work, Window, Now, entriesMax: 1000);
        for (int i = 0; i < 150_000; i++)
        {
            Assert.Equal(RejectReason.None, window.Admit((UInt128)i, Now + (i * Second / 100), Now + (i * Second / 100)));
            window.Record(Now + (i * Second / 100));
        }

        Assert.InRange(new FileInfo(_temp[ReplayJournal.FileName]).Length, 32, 75_000 * 32);
        Assert.InRange(window.Count, 600, 1000);
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_said_and_stops_nobody()
    {
        using RootedFolder work = RootedFolder.Open(_temp.Path, create: false);
        Directory.CreateDirectory(_temp[ReplayJournal.FileName]);
        using var window = new ReplayWindow(work, Window, Now);
        Assert.NotNull(window.JournalFailure);
        Assert.Equal(RejectReason.None, window.Admit(1, Now, Now));
        window.Record(Now);
        Assert.NotNull(window.JournalFailure);
        Assert.Equal(RejectReason.SignatureReplayed, window.Admit(1, Now, Now));

        Directory.Delete(_temp[ReplayJournal.FileName]);
        Assert.Equal(RejectReason.None, window.Admit(2, Now, Now + (11 * Second)));
        window.Record(Now + (11 * Second));
        Assert.Null(window.JournalFailure);
        using var after = new ReplayWindow(work, Window, Now);
        Assert.Equal(RejectReason.SignatureReplayed, after.Admit(1, Now, Now));
    }
}
