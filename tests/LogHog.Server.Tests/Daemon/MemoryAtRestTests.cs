using LogHog.Server.Daemon;

namespace LogHog.Server.Tests.Daemon;

public sealed class MemoryAtRestTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void What_a_burst_needed_is_given_back_when_it_is_over_and_not_before()
    {
        var process = new FakeProcess(70 * Mebibyte) { NeededBytes = 90 * Mebibyte };
        using var memory = new MemoryAtRest(process, TimeProvider.System);
        process.ResidentBytes = 600 * Mebibyte;
        process.Work(TimeSpan.FromSeconds(3));
        memory.Look();
        Assert.Equal(0, process.Collections);

        process.Work(TimeSpan.FromMilliseconds(100));
        memory.Look();
        Assert.Equal(1, process.Collections);
        LookOften(memory);
        Assert.Equal(1, process.Collections);
    }

    [Fact]
    public void What_pools_let_go_of_later_is_given_back_then()
    {
        var process = new FakeProcess(70 * Mebibyte) { NeededBytes = 260 * Mebibyte };
        using var memory = new MemoryAtRest(process, TimeProvider.System);
        process.ResidentBytes = 600 * Mebibyte;
        memory.Look();
        process.NeededBytes = 80 * Mebibyte;
        LookOften(memory);
        Assert.Equal((2, 80 * Mebibyte), (process.Collections, process.ResidentBytes));
    }

    [Fact]
    public void A_daemon_that_needs_what_it_has_is_not_stopped_again_and_again()
    {
        var process = new FakeProcess(70 * Mebibyte) { NeededBytes = 300 * Mebibyte };
        using var memory = new MemoryAtRest(process, TimeProvider.System);
        process.ResidentBytes = 310 * Mebibyte;
        LookOften(memory);
        Assert.Equal(1, process.Collections);

        process.ResidentBytes = 400 * Mebibyte;
        LookOften(memory);
        Assert.Equal(2, process.Collections);
    }

    [Fact]
    public void The_process_itself_can_be_asked_and_gives_back()
    {
        var process = new OwnMemoryUse();
        byte[][] garbage = [.. Enumerable.Range(0, 256).Select(static _ => new byte[Mebibyte])];
        foreach (byte[] piece in garbage)
            Array.Fill(piece, (byte)1);
        long before = process.ResidentBytes;
        Array.Clear(garbage);
        process.GiveBack();
        Assert.InRange(process.ResidentBytes, 1, before - (64 * Mebibyte));
        Assert.True(process.ProcessorTime > TimeSpan.Zero);
    }

    private static void LookOften(MemoryAtRest memory)
    {
        for (int look = 0; look < 30; look++)
            memory.Look();
    }

    private sealed class FakeProcess(long resident) : IMemoryUse
    {
        public TimeSpan ProcessorTime { get; private set; }

        public long ResidentBytes { get; set; } = resident;

        /// <summary>What is left after a collection.</summary>
        public long NeededBytes { get; set; }

        public int Collections { get; private set; }

        public void Work(TimeSpan time) => ProcessorTime += time;

        public void GiveBack()
        {
            Collections++;
            ResidentBytes = Math.Min(ResidentBytes, NeededBytes);
        }
    }
}
