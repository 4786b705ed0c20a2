namespace LogHog.LoadGenerator;

/// <summary>One log message of the corpus, before any protocol's framing.</summary>
/// <param name="App">Application name.</param>
/// <param name="Module">Logger name, dotted.</param>
/// <param name="Host">Host name of the sender.</param>
/// <param name="Body">One line of text; it begins and ends with a <see cref="Marker"/> of connection 0 and sequence 0.</param>
internal readonly record struct Message(string App, string Module, string Host, string Body);
