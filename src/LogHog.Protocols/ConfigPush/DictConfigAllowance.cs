namespace LogHog.Protocols.ConfigPush;

/// <summary>
/// The names that a dictConfig may use beyond the standard library's handlers and <c>logging.Formatter</c>: classes, factories
/// (<c>()</c>), <c>ext://</c> and <c>cfg://</c> references, level names. Each is compared as a whole: whatever <c>dictConfig</c>
/// resolves, it imports and calls.
/// </summary>
public sealed class DictConfigAllowance
{
    private static readonly string[] Streams = ["ext://sys.stdout", "ext://sys.stderr"];

    /// <summary>What every receiver takes: the two streams that the standard library's own examples name.</summary>
    public static readonly DictConfigAllowance Usual = new([]);

    private readonly HashSet<string> _names;

    public DictConfigAllowance(IEnumerable<string> names) => _names = new HashSet<string>([.. Streams, .. names], StringComparer.Ordinal);

    public bool Has(string name) => _names.Contains(name);
}
