namespace LogHog.Protocols.ConfigPush;

/// <summary>Something to mend in a dictConfig.</summary>
/// <param name="Path">Where: <c>$.loggers['shop.web'].level</c>.</param>
/// <param name="Message">What is wrong and what to write.</param>
public sealed record DictConfigProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>The outcome of <see cref="DictConfigCheck"/>.</summary>
/// <param name="Errors"><c>dictConfig</c> would fail at these, or would run what nobody allowed.</param>
/// <param name="Warnings"><c>dictConfig</c> takes these, but hardly anybody means them.</param>
public sealed record DictConfigFindings(IReadOnlyList<DictConfigProblem> Errors, IReadOnlyList<DictConfigProblem> Warnings);
