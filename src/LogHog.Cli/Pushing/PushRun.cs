using System.CommandLine;
using System.Text.Json;
using LogHog.Cli.Output;
using LogHog.Cli.Sending;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>One configuration to one target: what <c>push</c> and <c>rollback</c> have in common.</summary>
internal sealed record PlannedPush(PushTarget Target, PushKind Kind, ReadOnlyMemory<byte> Config, long? RollbackTo = null);

/// <summary>What is told about one target.</summary>
internal sealed record PushReport(
    string Target, long Version, long? RollbackTo, bool DryRun, IReadOnlyList<ConfigChange> Changes, IReadOnlyList<PushResult> Results);

/// <summary>Signs, keeps, sends and tells.</summary>
internal sealed class PushRun(ParseResult parsed, PushPlace place, TextWriter output, TextWriter errors)
{
    private readonly bool _isJson = parsed.GetValue(PushOptions.Json);
    private readonly bool _isDry = parsed.GetValue(PushOptions.DryRun);

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<PlannedPush> pushes)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset expires = PushOptions.ExpiresAt(parsed, now);
        TimeSpan timeout = PushOptions.WaitFor(parsed, now);
        PushKey[] keys = [.. pushes.Select(push => KeyStore.Find(place.Store, push.Target.Key))];
        if (_isDry)
        {
            foreach (PlannedPush push in pushes)
            {
                PushHistory history = Read(push);
                Tell(new PushReport(push.Target.Name, NextVersion(history, now), push.RollbackTo, DryRun: true, Changes(push, history), []), expires, push.Target.Key);
            }

            return ExitCode.Ok;
        }

        using PushStore store = PushStore.Open(place.Store);
        using IDisposable held = store.Lock();
        var planned = pushes.Select((push, index) =>
        {
            PushHistory history = Read(push);
            PushRecord record = Record(push, keys[index], history, now, expires);
            byte[] envelope = PushEnvelope.Seal(new PushBody(
                push.Target.Name, push.Kind, record.Version, now.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds(), push.Config), keys[index]);
            if (envelope.Length > PushEnvelope.BytesMax)
                throw new UsageException($"the configuration is too long: signed it has {envelope.Length} bytes, at most {PushEnvelope.BytesMax} are taken");
            // Its version is given away from here on, whatever happens.
            PushHistory.Write(store, record);
            return (Push: push, History: history, Record: record, Envelope: envelope);
        }).ToList();
        PushReport[] reports = await Task.WhenAll(planned.Select(async one =>
        {
            PushResult[] results = await PushSender.SendAsync(one.Push.Target.Addresses, one.Envelope, timeout);
            return new PushReport(one.Push.Target.Name, one.Record.Version, one.Push.RollbackTo, DryRun: false, Changes(one.Push, one.History), results);
        }));
        for (int i = 0; i < reports.Length; i++)
        {
            PushHistory.Write(store, planned[i].Record with { Results = reports[i].Results });
            Tell(reports[i], expires, planned[i].Record.Key);
        }

        return CodeOf([.. reports.SelectMany(static report => report.Results)]);
    }

    private static int CodeOf(PushResult[] results) =>
        results.All(static result => result.IsSuccess) ? ExitCode.Ok
        : Array.Exists(results, static result => result.Outcome == PushOutcome.Refused) ? ExitCode.NotAllowed
        : Array.Exists(results, static result => result.Outcome != PushOutcome.Unreachable) ? ExitCode.Partial
        : ExitCode.Unreachable;

    /// <summary>Greater than every earlier one, also where the history was lost or another machine pushed: the clock's seconds.</summary>
    private static long NextVersion(PushHistory history, DateTimeOffset now) => Math.Max(history.LastVersion + 1, now.ToUnixTimeSeconds());

    private static ConfigChange[] Changes(PlannedPush push, PushHistory history) =>
        ConfigDifference.Between(push.Kind, history.Current is { } current && current.PushKind == push.Kind ? current.ConfigBytes() : null, push.Config);

    private PushHistory Read(PlannedPush push)
    {
        PushHistory history = PushHistory.Read(place.Store, push.Target.Name);
        foreach (string problem in history.Problems) errors.WriteLine($"loghog: {TerminalText.Safe(problem)}");
        return history;
    }

    private PushRecord Record(PlannedPush push, PushKey key, PushHistory history, DateTimeOffset now, DateTimeOffset expires) => new()
    {
        Target = push.Target.Name,
        Version = NextVersion(history, now),
        Kind = PushEnvelope.NameOf(push.Kind),
        At = now,
        Expires = expires,
        By = PushStore.WhoIsAtWork(),
        Key = key.Id,
        Message = parsed.GetValue(PushOptions.Message) ?? "",
        RollbackTo = push.RollbackTo,
        Config = JsonElementOf(push),
        Results = [.. push.Target.Addresses.Select(static address => new PushResult(address.ToString(), PushOutcome.Unknown, "loghog ended before it knew"))],
    };

    private static JsonElement JsonElementOf(PlannedPush push)
    {
        if (push.Kind == PushKind.Facilities)
            return JsonSerializer.SerializeToElement(System.Text.Encoding.UTF8.GetString(push.Config.Span), PushJson.Default.String);
        using JsonDocument document = JsonDocument.Parse(push.Config);
        return document.RootElement.Clone();
    }

    private void Tell(PushReport report, DateTimeOffset expires, string key)
    {
        if (_isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(report, PushJson.Readable.PushReport));
            return;
        }

        string again = report.RollbackTo is { } version ? $" (version {version} again)" : "";
        output.WriteLine($"{report.Target}: {(report.DryRun ? "would be " : "")}version {report.Version}{again}, signed with {key}, valid until {expires.ToLocalTime():HH:mm:ss}");
        foreach (ConfigChange change in report.Changes) output.WriteLine($"  {TerminalText.Safe(change.ToString())}");
        if (report.Changes.Count == 0) output.WriteLine("  no change since the last push");
        foreach (PushResult result in report.Results)
            output.WriteLine($"  {result.Address,-22} {PushText.Of(result.Outcome),-11} {TerminalText.Safe(result.Reason)}");
    }
}
