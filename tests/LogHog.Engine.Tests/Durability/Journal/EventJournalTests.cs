using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Tests.Durability.Journal;

public sealed class EventJournalTests : IDisposable
{
    private readonly JournalBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_batch_that_no_file_has_is_appended_at_the_next_start()
    {
        await _bench.Append(("app/root.log", "one\n"), ("b.log", "other\n"));
        await _bench.Append(("app/root.log", "two\n"));
        RecoveryReport report = _bench.Recover();
        Assert.Equal((2, 3, 3L), (report.Batches, report.PartsAppended, report.Events));
        Assert.Equal("one\ntwo\n", _bench.Read("app/root.log"));
        Assert.Equal("other\n", _bench.Read("b.log"));
    }

    [Fact]
    public async Task A_batch_that_is_in_its_file_is_not_written_again()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        RecoveryReport report = _bench.Recover();
        Assert.Equal((1, 1, 0), (report.Batches, report.PartsInPlace, report.PartsAppended));
        Assert.Equal("one\n", _bench.Read("a.log"));
    }

    [Fact]
    public async Task Half_a_part_is_completed_where_it_was_begun()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        _bench.Write(await _bench.Append(("a.log", "two two\n")), 0, "a.log", "two two\n", writtenBytes: 3);
        await _bench.Append(("a.log", "three\n"));
        RecoveryReport report = _bench.Recover();
        Assert.Equal((1, 1, 1, 0L), (report.PartsInPlace, report.PartsRepaired, report.PartsAppended, report.TornBytes));
        Assert.Equal("one\ntwo two\nthree\n", _bench.Read("a.log"));
    }

    [Fact]
    public async Task A_cut_off_line_of_somebody_else_goes_into_the_torn_file()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        File.AppendAllText(_bench["a.log"], "fine\nhalf a li");
        await _bench.Append(("a.log", "two\n"));
        RecoveryReport report = _bench.Recover();
        Assert.Equal(9, report.TornBytes);
        Assert.Equal("one\nfine\ntwo\n", _bench.Read("a.log"));
        Assert.EndsWith("9 bytes of a.log at offset 9: a last line that was cut off\nhalf a li\n", _bench.Read("a.log.torn"));
    }

    [Fact]
    public async Task Bytes_that_are_not_what_the_journal_says_are_kept_aside()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        await _bench.AppendAndWrite(("a.log", "two\n"));
        File.WriteAllText(_bench["a.log"], "one\nt?o\n");
        RecoveryReport report = _bench.Recover();
        Assert.Equal((1, 1, 4L), (report.PartsInPlace, report.PartsRepaired, report.TornBytes));
        Assert.Equal("one\ntwo\n", _bench.Read("a.log"));
        Assert.Contains("\nt?o\n", _bench.Read("a.log.torn"));
    }

    [Fact]
    public async Task After_a_checkpoint_nothing_is_looked_at_any_more()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        Assert.Equal(0, _bench.Restart().Batches);
        await _bench.AppendAndWrite(("a.log", "two\n"));
        Assert.Equal(1, _bench.Recover().Batches);
        Assert.Equal("one\ntwo\n", _bench.Read("a.log"));
    }

    [Fact]
    public async Task What_the_writers_have_not_written_at_the_end_comes_with_the_next_start()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        await _bench.Append(("a.log", "two\n"));
        await _bench.AppendAndWrite(("b.log", "three\n"));
        RecoveryReport report = _bench.Restart();
        Assert.Equal((1, 1), (report.PartsAppended, report.PartsInPlace));
        Assert.Equal("one\ntwo\n", _bench.Read("a.log"));
        Assert.Equal("three\n", _bench.Read("b.log"));
        Assert.Equal(0, _bench.Restart().Batches);
    }

    [Fact]
    public async Task A_rotated_file_is_found_among_its_archives()
    {
        _bench.Logs.CreateFolders("app");
        await _bench.AppendAndWrite(("app/a.log", "one\n"));
        _bench.Write(await _bench.Append(("app/a.log", "two\n")), 0, "app/a.log", "two\n", writtenBytes: 1);
        _bench.Logs.Rename("app/a.log", "app/a.log.2026-11-20-00-00-00-000000", replace: false);
        File.WriteAllText(_bench["app/a.log"], "new\n");
        _bench.Recover();
        Assert.Equal("one\ntwo\n", _bench.Read("app/a.log.2026-11-20-00-00-00-000000"));
        Assert.Equal("new\n", _bench.Read("app/a.log"));
    }

    [Fact]
    public async Task A_closed_file_is_settled_even_when_it_is_gone()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        FileId id = _bench.Logs.Status("a.log")!.Value.Id;
        _bench.Journal.NoteClosed("a.log", id, "a.log.2026-11-20-00-00-00-000000.xz");
        File.Delete(_bench["a.log"]);
        RecoveryReport report = _bench.Recover();
        Assert.Equal((1, 0), (report.PartsSettled, report.PartsAppended));
        Assert.Equal("", _bench.Read("a.log"));
    }

    [Fact]
    public async Task A_withdrawn_intent_does_not_count()
    {
        long lsn = await _bench.Append(("a.log", "one\n"));
        _bench.NoteIntent(lsn, 0, "a.log", 4);
        _bench.NoteIntent(lsn, 0, "a.log", 0);
        File.AppendAllText(_bench["a.log"], "other\n");
        _bench.Recover();
        Assert.Equal("other\none\n", _bench.Read("a.log"));
    }

    [Fact]
    public async Task After_a_power_cut_a_part_whose_intent_was_lost_is_found_in_the_file()
    {
        await _bench.Append(("a.log", "same\n"));
        await _bench.Append(("a.log", "same\n"));
        await _bench.Append(("a.log", "last\n"));
        File.WriteAllText(_bench["a.log"], "before\nnot the same\nsame\n");
        string copy = _bench.CopyJournal();
        JournalBench.PretendReboot(copy);
        RecoveryReport report = _bench.Recover(copy);
        Assert.Equal((1, 2), (report.PartsInPlace, report.PartsAppended));
        Assert.Equal("before\nnot the same\nsame\nsame\nlast\n", _bench.Read("a.log"));
    }

    [Fact]
    public async Task Recovering_twice_is_recovering_once()
    {
        await _bench.AppendAndWrite(("a.log", "one\n"));
        await _bench.Append(("a.log", "two\n"), ("b.log", "x\n"));
        string copy = _bench.CopyJournal();
        byte[] checkpoint = File.ReadAllBytes(Path.Combine(copy, "checkpoint"));
        Assert.Equal(2, _bench.Recover(copy).PartsAppended);
        // As if the first had been killed before its checkpoint: only its notes say where it appended.
        File.WriteAllBytes(Path.Combine(copy, "checkpoint"), checkpoint);
        Assert.Equal((2, 3), (_bench.Recover(copy) is var again ? again.Batches : 0, again.PartsInPlace));
        Assert.Equal(0, _bench.Recover(copy).Batches);
        Assert.Equal("one\ntwo\n", _bench.Read("a.log"));
        Assert.Equal("x\n", _bench.Read("b.log"));
    }

    [Fact]
    public async Task A_client_sequence_is_stored_once_also_over_a_kill()
    {
        JournalBatch batch = JournalBench.Batch(("a.log", "one\n")) with { Client = "web01", Sequence = 7 };
        Assert.Equal(AppendStatus.Stored, (await _bench.Journal.AppendAsync(batch)).Status);
        Assert.Equal(AppendStatus.AlreadyStored, (await _bench.Journal.AppendAsync(batch)).Status);
        string copy = _bench.CopyJournal();
        using RootedFolder folder = RootedFolder.Open(copy, create: false);
        using EventJournal next = EventJournal.Open(folder, _bench.Logs, _bench.Settings, TimeProvider.System);
        Assert.Equal(AppendStatus.AlreadyStored, (await next.AppendAsync(batch)).Status);
        Assert.Equal(AppendStatus.Stored, (await next.AppendAsync(batch with { Sequence = 6 })).Status);
        Assert.Equal(AppendStatus.Stored, (await next.AppendAsync(batch with { Client = "web02" })).Status);
    }

    [Fact]
    public async Task Client_sequences_outlive_the_segments_that_told_them()
    {
        JournalBatch batch = JournalBench.Batch(("a.log", new string('x', 10_000) + "\n")) with { Client = "web01" };
        for (int sequence = 1; sequence <= 100; sequence++)
        {
            AppendResult stored = await _bench.Journal.AppendAsync(batch with { Sequence = sequence });
            _bench.Write(stored.Lsn, 0, "a.log", Encoding.UTF8.GetString(batch.Parts[0].Lines.Span));
        }
        _bench.Restart();
        for (int sequence = 1; sequence <= 100; sequence++)
            Assert.Equal(AppendStatus.AlreadyStored, (await _bench.Journal.AppendAsync(batch with { Sequence = sequence })).Status);
    }

    [Fact]
    public async Task Many_senders_at_once_all_get_their_own_number_and_their_order()
    {
        long[][] lsns = await Task.WhenAll(Enumerable.Range(0, 20).Select(sender => Task.Run(async () =>
        {
            long[] mine = new long[50];
            for (int n = 0; n < mine.Length; n++)
                mine[n] = await _bench.AppendAndWrite(($"{sender}.log", $"line {n}\n"));
            return mine;
        })));
        Assert.Equal(1000, lsns.SelectMany(l => l).Distinct().Count());
        foreach (long[] mine in lsns)
            Assert.Equal(mine.Order(), mine);
        RecoveryReport report = _bench.Recover();
        Assert.Equal((1000 - report.Batches, 0, 0), (0, report.PartsAppended, report.PartsRepaired));
    }

    [Fact]
    public async Task A_full_journal_makes_senders_wait_until_the_writers_have_written()
    {
        string line = new string('x', 20_000) + "\n";
        List<Task<long>> appends = [];
        for (int n = 0; n < 40; n++)
            appends.Add(_bench.Append(("a.log", line)));
        // 8 segments of 64 KiB hold 3 such batches each, and one is kept back: 40 cannot all be in.
        int written = 0;
        foreach (Task<long> append in appends)
        {
            long lsn = await append;
            if (written++ == 0)
                Assert.Contains(appends, a => !a.IsCompleted);
            _bench.Write(lsn, 0, "a.log", line);
        }
        Assert.Equal(40 * line.Length, _bench.Read("a.log").Length);
        Assert.True(Directory.GetFiles(_bench.JournalPath, "segment-*").Length <= _bench.Settings.SegmentsMax);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_room_that_nobody_makes()
    {
        string line = new string('x', 20_000) + "\n";
        List<Task<long>> appends = [];
        for (int n = 0; n < 40; n++)
            appends.Add(_bench.Append(("a.log", line)));
        await appends[0];

        Assert.True(_bench.Journal.Close(TimeSpan.FromSeconds(30)));

        int stored = 0;
        foreach (Task<long> append in appends)
        {
            try
            {
                await append;
                stored++;
            }
            catch (Exception refused) when (refused is DiskException or ObjectDisposedException)
            {
                // Told so: its sender comes again.
            }
        }

        Assert.InRange(stored, 1, 39);
        Assert.Equal((stored, 0L), (_bench.Restart().PartsAppended, _bench.Journal.Recovery.RecordsDamaged));
    }

    [Fact]
    public async Task Lines_that_were_written_without_the_journal_keep_their_place()
    {
        long begun = await _bench.Append(("a.log", "begun\n"));
        _bench.NoteIntent(begun, 0, "a.log", "begun\n".Length);
        long there = await _bench.AppendAndWrite(("b.log", "there\n"));
        await File.AppendAllTextAsync(_bench["a.log"], "other\n", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(_bench["b.log"], "other\n", TestContext.Current.CancellationToken);

        RecoveryReport report = _bench.Recover(_bench.CopyJournal(), filesWentOn: true);

        Assert.Equal(("other\nbegun\n", "there\nother\n"), (_bench.Read("a.log"), _bench.Read("b.log")));
        Assert.Equal((1, 1, 0), (report.PartsAppended, report.PartsInPlace, report.PartsRepaired));
        Assert.True(there > begun);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_the_callers_mistake()
    {
        string line = new('x', _bench.Settings.BatchBytesMax + 1);
        await Assert.ThrowsAsync<ArgumentException>(() => _bench.Append(("a.log", line)));
    }

    [Fact]
    public void A_second_process_does_not_get_the_journal()
    {
        using RootedFolder folder = RootedFolder.Open(_bench.JournalPath, create: false);
        DiskException failure = Assert.Throws<DiskException>(
            () => EventJournal.Open(folder, _bench.Logs, _bench.Settings, TimeProvider.System));
        Assert.Equal(Errno.EBUSY, failure.Errno);
    }
}
