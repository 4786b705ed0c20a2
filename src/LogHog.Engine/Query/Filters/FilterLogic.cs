namespace LogHog.Engine.Query.Filters;

/// <summary>Joins filters: flat, without what changes nothing, and with stream filters of one conjunction made one.</summary>
internal static class FilterLogic
{
    public static Filter And(IReadOnlyList<Filter> parts)
    {
        List<Filter> flat = [];
        foreach (Filter part in parts)
        {
            if (part is AndFilter and)
            {
                flat.AddRange(and.Parts);
            }
            else if (!IsStar(part))
            {
                flat.Add(part);
            }
        }

        MergeStreams(flat);
        return flat.Count switch { 0 => new AllFilter(), 1 => flat[0], _ => new AndFilter(flat) };
    }

    public static Filter Or(IReadOnlyList<Filter> parts)
    {
        List<Filter> flat = [];
        foreach (Filter part in parts)
        {
            if (IsStar(part))
            {
                return new AllFilter();
            }

            if (part is OrFilter or)
            {
                flat.AddRange(or.Parts);
            }
            else
            {
                flat.Add(part);
            }
        }

        return flat.Count == 1 ? flat[0] : new OrFilter(flat);
    }

    public static Filter Not(Filter part) => part is NotFilter not ? not.Part : new NotFilter(part);

    private static bool IsStar(Filter filter) => filter is AllFilter;

    /// <summary>Stream filters that are one conjunction each become one, in the place of the first.</summary>
    private static void MergeStreams(List<Filter> parts)
    {
        List<StreamFilter> single = [.. parts.OfType<StreamFilter>().Where(stream => stream.Alternatives.Count == 1)];
        if (single.Count < 2)
        {
            return;
        }

        int first = parts.IndexOf(single[0]);
        parts[first] = new StreamFilter([[.. single.SelectMany(stream => stream.Alternatives[0])]]);
        var merged = new HashSet<Filter>(single);
        parts.RemoveAll(merged.Contains);
    }
}
