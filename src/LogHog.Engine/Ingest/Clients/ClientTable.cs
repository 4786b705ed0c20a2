using LogHog.Engine.Configuration;

namespace LogHog.Engine.Ingest.Clients;

/// <summary>What each certificate's bearer may send (<c>[client:NAME]</c>). Never changes; a reload makes a new one.</summary>
internal sealed class ClientTable
{
    private readonly Dictionary<string, ClientSettings> _exact = new(StringComparer.Ordinal);
    private readonly List<ClientSettings> _patterns = [];

    public ClientTable(IReadOnlyList<ClientSettings> clients)
    {
        foreach (ClientSettings client in clients)
        {
            if (client.Name.Contains('*'))
                _patterns.Add(client);
            else
                _exact[client.Name] = client;
        }

        // The longer a pattern, the nearer it is.
        _patterns.Sort(static (one, two) => two.Name.Length.CompareTo(one.Name.Length));
    }

    public static ClientTable Empty { get; } = new([]);

    /// <summary>Null = nothing is said about it.</summary>
    public ClientSettings? Find(string identity) =>
        _exact.GetValueOrDefault(identity) ?? _patterns.Find(client => NamePatterns.Matches(client.Name, identity, ignoreCase: true));
}
