namespace LogHog.Protocols.PythonLogging;

/// <summary>Which attributes of a record become fields.</summary>
public enum LogRecordFieldChoice
{
    /// <summary>All that the record has.</summary>
    All,

    /// <summary>
    /// Without those that say what another one says (<c>filename</c> and <c>module</c>, the end of <c>pathname</c>), what is the same in
    /// every program (<c>MainProcess</c>, <c>MainThread</c> and its number), and <c>relativeCreated</c>.
    /// </summary>
    Short,
}
