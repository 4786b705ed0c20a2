using System.Net;
using System.Threading.Channels;
using LogHog.Client.ConfigPush;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Server.Daemon;

/// <summary>
/// <c>[config_listener]</c>: takes signed facilities over the network. A push waits in a queue until the daemon's loop, which also obeys
/// signals, checks it as a start would, keeps it and reloads: so nothing happens twice at once.
/// </summary>
internal sealed class FacilitiesPush : IDisposable
{
    // From the connection to the last byte: a push is at most 1 MiB.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // The receiver serves no more connections than this at once.
    private const int WaitingMax = 16;

    private readonly Channel<WaitingPush> _queue = Channel.CreateBounded<WaitingPush>(WaitingMax);
    private readonly List<ConfigPushReceiver> _receivers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SettingsSource _source;
    private readonly ILogger _log;
    private readonly long _startedAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Binds; serves nothing yet.</summary>
    /// <exception cref="StartFailure">An address cannot be had.</exception>
    public FacilitiesPush(ConfigListenerSettings settings, SettingsSource source, ILogger log)
    {
        (_source, _log) = (source, log);
        foreach (IPEndPoint address in settings.Listen)
        {
            try
            {
                _receivers.Add(new ConfigPushReceiver(address, Timeout, TimeProvider.System));
            }
            catch (System.Net.Sockets.SocketException cause)
            {
                Dispose();
                throw new StartFailure($"cannot listen on {address}: {cause.Message}; change [config_listener] listen, or stop who has the port", cause);
            }
        }
    }

    public IEnumerable<IPEndPoint> Addresses => _receivers.Select(static receiver => receiver.Address);

    public ChannelReader<WaitingPush> Queued => _queue.Reader;

    public void Start()
    {
        foreach (ConfigPushReceiver receiver in _receivers) _ = receiver.RunAsync(QueueAsync, Tell, _stop.Token);
    }

    /// <summary>On the daemon's loop: what is right is kept and put into force, what is wrong changes nothing.</summary>
    public void Obey(WaitingPush push, ServerSettings current, SettingsReload reload)
    {
        PushAnswer answer;
        try
        {
            answer = Take(push, current, reload);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            answer = PushAnswer.Refused(PushRefusal.NotKept, failure.Message);
        }

        if (!answer.Accepted) Tell(answer, push.Peer);
        push.Answer.TrySetResult(answer);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out WaitingPush? push))
            push.Answer.TrySetResult(PushAnswer.Refused(PushRefusal.NotKept, "the server stops"));
        foreach (ConfigPushReceiver receiver in _receivers) receiver.Dispose();
    }

    private PushAnswer Take(WaitingPush push, ServerSettings current, SettingsReload reload)
    {
        long last = PushedFacilities.LastVersion(current.PushFolder);
        long issuedFrom = last == 0 ? _startedAt : 0;
        PushVerdict verdict = PushJudge.Judge(push.Bytes, Trust(current.ConfigListener), last, issuedFrom, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        if (verdict.Body is not { } body) return PushAnswer.Of(verdict);
        var pushed = new PushedFacilities(body.Version, verdict.Key, body.IssuedAt, System.Text.Encoding.UTF8.GetString(body.Config.Span));
        SettingsRead read = _source.Read(pushed);
        if (read.Loaded is null)
        {
            foreach (ConfigurationProblem error in read.Configuration.Errors) DaemonLog.ReloadRefused(_log, error.ToString());
            return PushAnswer.Refused(PushRefusal.BadConfiguration, string.Join('\n', read.Configuration.Errors));
        }

        pushed.Save(current.PushFolder);
        DaemonLog.TookPush(_log, push.Peer, body.Version, verdict.Key);
        reload.Run();
        return PushAnswer.Of(verdict);
    }

    /// <summary>Keys are read at each push: one that was taken away is worth nothing from then on.</summary>
    private static PushTrust Trust(ConfigListenerSettings settings)
    {
        List<PushKey> keys = [];
        foreach (string path in settings.KeyFiles)
        {
            if (PushKeyFile.Read(path, static _ => { }) is { } key) keys.Add(key);
        }

        return new PushTrust { Target = settings.Target, Kind = PushKind.Facilities, Keys = keys };
    }

    private async Task<PushAnswer> QueueAsync(ReadOnlyMemory<byte> bytes, IPAddress peer)
    {
        var push = new WaitingPush(bytes, peer);
        return _queue.Writer.TryWrite(push)
            ? await push.Answer.Task
            : PushAnswer.Refused(PushRefusal.NotKept, "the server is starting, stopping or busy; push it again");
    }

    private void Tell(PushAnswer answer, IPAddress peer) => DaemonLog.RefusedPush(_log, peer, answer.Status, answer.Reason);
}

/// <summary>A push that waits for the daemon's loop.</summary>
internal sealed record WaitingPush(ReadOnlyMemory<byte> Bytes, IPAddress Peer)
{
    public TaskCompletionSource<PushAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
