namespace LogHog.Engine.Query.Stats;

/// <summary>A function of <c>stats</c>, such as <c>sum(a, b)</c>. Immutable; what it counts is in its <see cref="StatsColumn"/>.</summary>
internal abstract class StatsFunction(string name, IReadOnlyList<string> arguments)
{
    public string Name { get; } = name;

    /// <summary>Fields or their starts with a star; empty = all fields.</summary>
    public IReadOnlyList<string> Arguments { get; } = arguments;

    protected bool IsAll => Arguments.Count == 0;

    /// <summary>Has seen nothing yet.</summary>
    public abstract StatsColumn Start(StatsContext context);

    /// <summary>The fields that it reads.</summary>
    public virtual IEnumerable<string> Fields => IsAll ? ["*"] : Arguments;

    public override string ToString() => $"{Name}({(IsAll ? "*" : Parsing.Keywords.QuoteAll(Arguments))})";

    /// <summary>Calls back with each value that the arguments mean: named fields also when empty, starred ones only when not.</summary>
    public void ForEach<TState>(Row row, TState state, Action<TState, ReadOnlyMemory<byte>> use)
    {
        if (IsAll)
        {
            ForEachOf(row, "", state, use);
            return;
        }

        foreach (string argument in Arguments)
        {
            if (argument.EndsWith('*'))
            {
                ForEachOf(row, argument[..^1], state, use);
            }
            else
            {
                use(state, row.GetMemory(argument));
            }
        }
    }

    private static void ForEachOf<TState>(Row row, string prefix, TState state, Action<TState, ReadOnlyMemory<byte>> use)
    {
        for (int i = 0; i < row.Count; i++)
        {
            if (row.ValueAt(i).Length > 0 && row.NameAt(i).StartsWith(prefix, StringComparison.Ordinal))
            {
                use(state, row.ValueAt(i));
            }
        }
    }
}

/// <summary>What functions need of the run.</summary>
/// <param name="Budget">Memory.</param>
/// <param name="SecondsOf">Length of the time span that a group stands for; 0 = not known.</param>
internal sealed record StatsContext(MemoryBudget Budget, double SecondsOf)
{
    /// <summary>What the functions of all groups keep.</summary>
    public KeptBytes Bytes { get; } = new();
}
