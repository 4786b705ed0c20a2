using LogHog.Engine.Query;

namespace LogHog.Cli.Output;

/// <summary>Which fields are columns where every row has the same ones.</summary>
internal sealed class RowColumns(IReadOnlyList<string> first)
{
    /// <summary>What every event has comes before what only some have.</summary>
    private static readonly string[] Usual = ["_time", "host", "app", "module", "level"];

    private static readonly string[] Last = ["_msg", "exception"];

    private readonly List<string> _names = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>In the order of the table, once the rows that say it have been seen.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The stream's text and number say again what application, host and module say.</summary>
    public static bool IsDerived(Row row, string field) => field is "_stream" or "_stream_id" && row.IndexOf("app") >= 0;

    public void Add(Row row)
    {
        for (int i = 0; i < row.Count; i++)
        {
            if (!IsDerived(row, row.NameAt(i)) && _known.Add(row.NameAt(i)))
                _names.Add(row.NameAt(i));
        }
    }

    public bool Has(string name) => _known.Contains(name);

    /// <summary>Puts the columns into their order: those asked for, and for events time and origin first and the message last.</summary>
    public void Arrange()
    {
        bool areEvents = _known.Contains("_time") && _known.Contains("_msg");
        List<string> front = [.. first.Concat(areEvents ? Usual : []).Where(_known.Contains)];
        List<string> back = areEvents ? [.. Last.Where(_known.Contains)] : [];
        List<string> middle = [.. _names.Except(front, StringComparer.Ordinal).Except(back, StringComparer.Ordinal)];
        _names.Clear();
        _names.AddRange([.. front, .. middle, .. back]);
    }
}
