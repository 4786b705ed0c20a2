using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary>One pebble for the tests of a class: its keys take it a second.</summary>
public sealed class OnePebble : IAsyncLifetime
{
    public PebbleServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PebbleServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
