using LogHog.Engine.Ingest.Tls;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>Who has to go when too many connect.</summary>
public sealed class HandshakeGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly HandshakeGate _gate = new(handshakesMax: 2);

    [Fact]
    public void Who_says_nothing_pushes_no_handshake_out()
    {
        using Handshake begun = Enter();
        begun.Begin();
        Handshake[] silent = [.. Enumerable.Range(0, 33).Select(_ => Enter())];

        Assert.False(begun.IsEvicted);
        Assert.Equal([true, .. Enumerable.Repeat(false, 32)], silent.Select(static one => one.IsEvicted));
        Assert.Equal(33, _gate.Open);
        Array.ForEach(silent, static one => one.Dispose());
        Assert.Equal(1, _gate.Open);
    }

    [Fact]
    public void Of_handshakes_the_one_that_has_waited_longest_makes_room()
    {
        Handshake[] all = [.. Enumerable.Range(0, 3).Select(_ => Enter())];
        foreach (Handshake one in all.Reverse())
            one.Begin();

        Assert.Equal([false, false, true], all.Select(static one => one.IsEvicted));
        Array.ForEach(all, static one => one.Dispose());
        Assert.Equal(0, _gate.Open);
    }

    private Handshake Enter() => _gate.Enter(Long, CancellationToken.None);
}
