using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Search;

/// <summary>Which files a query need not open, by their names and the times of their last change.</summary>
internal sealed class FilePruning(QueryRequirements requirements)
{
    /// <summary>An event's time is its sender's. A clock may be ahead by so much before its events are missed.</summary>
    public static readonly TimeSpan ClockAhead = TimeSpan.FromDays(1);

    private readonly List<StreamFilter> _streams = [.. requirements.Streams];
    private readonly List<FieldFilter> _apps = [.. requirements.On("app")];
    private readonly List<FieldFilter> _hosts = [.. requirements.On("host")];
    private readonly List<ReadOnlyMemory<byte>[]> _modules = [.. requirements.On("module").Select(Values).OfType<ReadOnlyMemory<byte>[]>()];

    /// <summary>False = no event of these files can match: they all have one application.</summary>
    public bool MayMatch(FileSet set) => !requirements.Time.IsEmpty && _apps.TrueForAll(filter => filter.MatchesValue(set.App.Span));

    /// <summary>False = no event of the file can match.</summary>
    public bool MayMatch(SearchFile file)
    {
        // Only the end is certain: an event may come late, but none after the last write.
        TimeBounds time = requirements.Time;
        if (time.IsEmpty || (time.FromUnixNs > long.MinValue && SearchTime.UnixNs(file.NewestAt + ClockAhead) < time.FromUnixNs))
            return false;
        if (file.Identity is not { IsCut: false } identity)
            return true;
        return _apps.TrueForAll(filter => filter.MatchesValue(identity.App.Span))
            && (identity.Host.IsEmpty || _hosts.TrueForAll(filter => filter.MatchesValue(identity.Host.Span)))
            && _modules.TrueForAll(values => values.Any(value => MayHold(identity, value.Span)))
            && _streams.TrueForAll(stream => MayMatch(stream, identity));
    }

    private static bool MayMatch(StreamFilter stream, LogFileIdentity identity) =>
        stream.Alternatives.Count == 0 || stream.Alternatives.Any(labels => labels.All(label => MayMatch(label, identity)));

    private static bool MayMatch(StreamLabel label, LogFileIdentity identity) => label.Name switch
    {
        "app" => label.Matches(identity.App.Span),
        "host" => identity.Host.IsEmpty || label.Matches(identity.Host.Span),
        "module" => label.IsNegated || label.IsRegex || label.Values.Any(value => MayHold(identity, value.Span)),
        _ => true,
    };

    /// <summary>A module's file holds its sub-modules too, as far as they have no facility of their own; the root's holds any.</summary>
    private static bool MayHold(LogFileIdentity identity, ReadOnlySpan<byte> module)
    {
        ReadOnlySpan<byte> own = identity.Module.Span;
        return own.IsEmpty || (module.StartsWith(own) && (module.Length == own.Length || module[own.Length] == '.'));
    }

    /// <summary>The values of which a module must have one; null = they cannot be listed.</summary>
    private static ReadOnlyMemory<byte>[]? Values(FieldFilter filter) => filter switch
    {
        ExactFilter { IsPrefix: false } exact => [exact.Value],
        InFilter { IsOpen: false } list => [.. list.Values],
        _ => null,
    };
}
