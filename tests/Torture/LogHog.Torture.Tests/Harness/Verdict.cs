namespace LogHog.Torture.Harness;

/// <summary>What is wrong with the files, against what was acknowledged; each with its first examples.</summary>
internal sealed class Verdict
{
    private const int ExamplesMax = 12;
    private readonly List<string> _examples = [];

    /// <summary>Events that were found whole.</summary>
    public long Events { get; set; }

    /// <summary>Acknowledged, and not there.</summary>
    public long Lost { get; private set; }

    /// <summary>There more than once.</summary>
    public long Doubled { get; private set; }

    /// <summary>Lines that are no whole event that was sent.</summary>
    public long Torn { get; private set; }

    /// <summary>Behind a later event of the same client in the same file.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>In a file where it does not belong, or never sent.</summary>
    public long Strange { get; private set; }

    /// <summary>Requests without an answer of which a part is there: a request is stored as a whole or not at all.</summary>
    public long Halved { get; private set; }

    public bool IsClean => Lost + Doubled + Torn + OutOfOrder + Strange + Halved == 0;

    public void AddLost(string what) => Note("lost", what, ++Lost);

    public void AddDoubled(string what) => Note("twice", what, ++Doubled);

    public void AddTorn(string what) => Note("torn", what, ++Torn);

    public void AddOutOfOrder(string what) => Note("out of order", what, ++OutOfOrder);

    public void AddStrange(string what) => Note("strange", what, ++Strange);

    public void AddHalved(string what) => Note("half a request", what, ++Halved);

    public override string ToString() =>
        $"{Lost} lost, {Doubled} twice, {Torn} torn, {OutOfOrder} out of order, {Strange} strange, {Halved} half requests, {Events} events\n"
        + string.Join('\n', _examples);

    private void Note(string kind, string what, long count)
    {
        if (count <= 3 && _examples.Count < ExamplesMax)
            _examples.Add($"{kind}: {what}");
    }
}
