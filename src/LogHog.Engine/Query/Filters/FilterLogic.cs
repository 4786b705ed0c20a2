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

    private static void MergeStreams(List<Filter> parts)
    {
        int first = parts.FindIndex(part => part is StreamFilter);
        for (int i = parts.Count - 1; first >= 0 && i > first; i--)
        {
            if (parts[i] is StreamFilter later && ((StreamFilter)parts[first]).TryMerge(later) is { } merged)
            {
                parts[first] = merged;
                parts.RemoveAt(i);
            }
        }
    }
}
