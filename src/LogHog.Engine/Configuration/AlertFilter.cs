using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Configuration;

/// <summary>Makes one filter of a rule's facilities, query and patterns, so that one engine answers for all of them, live and over the past.</summary>
internal static class AlertFilter
{
    // Where the noise is told by its sender's name: CRON is the application of cron's lines.
    private static readonly string[] ExcludedFields = ["_msg", "app", "module", "host"];

    public static Filter Of(
        IReadOnlyList<string> facilities, string query, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        List<Filter> parts = [];
        if (facilities.Count > 0)
            parts.Add(OfFacilities(facilities));
        if (query.Length > 0)
            parts.Add(LogsQuery.ParseFilter(query, nowUnixNs: 0));
        if (include.Count > 0)
            parts.Add(FilterLogic.Or([.. include.Select(static pattern => new RegexFilter("_msg", pattern))]));
        if (exclude.Count > 0)
            parts.Add(FilterLogic.Not(FilterLogic.Or([.. exclude.SelectMany(static pattern => ExcludedFields.Select(field => new RegexFilter(field, pattern)))])));
        return FilterLogic.And(parts);
    }

    private static Filter OfFacilities(IReadOnlyList<string> names)
    {
        // One list of exact names is what files are left out by.
        if (names.All(static name => !name.EndsWith('*') && !name.Contains(':', StringComparison.Ordinal)))
            return LogsQuery.ParseFilter($"app:in({string.Join(',', names.Select(QuotedText.Quote))})", nowUnixNs: 0);
        return FilterLogic.Or([.. names.Select(OfFacility)]);
    }

    private static Filter OfFacility(string name)
    {
        string[] sides = name.Split(':', 2);
        Filter app = Named("app", sides[0]);
        if (sides.Length == 1)
            return app;
        Filter module = Named("module", sides[1]);
        return FilterLogic.And([app, sides[1].EndsWith('*') ? module : FilterLogic.Or([module, Named("module", sides[1] + ".*")])]);
    }

    private static ExactFilter Named(string field, string name) =>
        name.EndsWith('*') ? new ExactFilter(field, name[..^1], isPrefix: true) : new ExactFilter(field, name, isPrefix: false);
}
