namespace LogHog.Protocols.Splunk;

/// <summary>What may be wrong with a request's events, by the codes that Splunk answers with.</summary>
public enum HecProblem
{
    None = 0,
    InvalidData = 6,
    EventMissing = 12,
    EventBlank = 13,
}
