namespace LogHog.Engine.Query.Filters;

/// <summary>A condition on a row. Immutable and safe to use from several threads at once.</summary>
public abstract class Filter
{
    public abstract bool Matches(IRow row);

    /// <summary>The filters inside this one.</summary>
    public virtual IReadOnlyList<Filter> Parts => [];

    /// <summary>The moments that can match; nothing known = all of them.</summary>
    public virtual TimeBounds Time => TimeBounds.All;

    /// <summary>Words without which no row can match.</summary>
    public virtual WordCondition Words => WordCondition.True;

    /// <summary>The fields that it reads.</summary>
    public virtual IEnumerable<string> Fields => Parts.SelectMany(part => part.Fields);

    /// <summary>A sub-query whose values have to be known before this filter can run, and the field that holds them.</summary>
    internal virtual (LogsQuery Query, string Field)? SubQuery => null;

    /// <summary>This filter with the values that its sub-query gave.</summary>
    internal virtual Filter WithValues(IReadOnlyList<byte[]> values) => this;

    /// <summary>This filter with other parts.</summary>
    internal virtual Filter WithParts(IReadOnlyList<Filter> parts) => this;

    public abstract override string ToString();

    /// <summary>A field in front of its condition, canonically; nothing for <c>_msg</c>.</summary>
    private protected static string Prefix(string field) => field == "_msg" ? "" : Parsing.Keywords.Quote(field) + ":";
}
