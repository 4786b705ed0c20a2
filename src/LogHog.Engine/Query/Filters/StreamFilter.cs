namespace LogHog.Engine.Query.Filters;

/// <summary><c>{app="shop", host=~"web-.+" or app="auth"}</c>: the stream that a row belongs to.</summary>
public sealed class StreamFilter : Filter
{
    /// <summary>What a stream is made of here: the same three names under which the files lie.</summary>
    public static readonly IReadOnlyList<string> Labels = ["app", "host", "module"];

    internal StreamFilter(IReadOnlyList<IReadOnlyList<StreamLabel>> alternatives) => Alternatives = alternatives;

    /// <summary>One of these conjunctions has to hold; none at all = every stream.</summary>
    public IReadOnlyList<IReadOnlyList<StreamLabel>> Alternatives { get; }

    public override IEnumerable<string> Fields => Alternatives.SelectMany(labels => labels).Select(label => label.Name).Where(Labels.Contains);

    public override bool Matches(IRow row) => Alternatives.Count == 0 || MatchesAny(row);

    public override string ToString() => $"{{{string.Join(" or ", Alternatives.Select(labels => string.Join(',', labels)))}}}";

    private bool MatchesAny(IRow row)
    {
        foreach (IReadOnlyList<StreamLabel> labels in Alternatives)
        {
            bool all = true;
            for (int i = 0; i < labels.Count && all; i++)
            {
                StreamLabel label = labels[i];
                all = label.Matches(Labels.Contains(label.Name) ? row.Get(label.Name) : default);
            }

            if (all)
            {
                return true;
            }
        }

        return false;
    }
}
