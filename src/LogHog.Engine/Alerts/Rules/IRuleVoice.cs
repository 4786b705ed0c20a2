using LogHog.Engine.Alerts.State;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>What surrounds a rule: the engine, which keeps and tells what happens, or a test against the past, which lists it.</summary>
internal interface IRuleVoice
{
    /// <summary>Part of each notification's id.</summary>
    string Epoch { get; }

    /// <summary>Until when nobody is to be told of a group; 0 = they are.</summary>
    long QuietUntil(string rule, IReadOnlyList<KeyValuePair<string, string>> labels, long nowNs);

    /// <summary>Something has happened. The engine keeps it on disk before anybody is told.</summary>
    void Happened(AlertRecord record);
}
