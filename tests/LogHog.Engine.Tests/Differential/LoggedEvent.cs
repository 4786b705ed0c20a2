using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Storage;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Tests.Differential;

/// <summary>An event as it is written, and the row that a reader has to make of it.</summary>
/// <param name="Event">It owns its texts.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Row">Made without reading any file.</param>
internal sealed record LoggedEvent(LogEvent Event, LogPlace File, Row Row);

/// <summary>A log file, and what its path says.</summary>
/// <param name="App">The application.</param>
/// <param name="Module">Empty = the root module's file.</param>
/// <param name="Host">Empty = all hosts are in it.</param>
/// <param name="Format">How its lines are written.</param>
internal sealed record LogPlace(string App, string Module, string Host, LineFormatKind Format)
{
    public string Path { get; } = FileNames.LogFile(App, Module, Host);
}
