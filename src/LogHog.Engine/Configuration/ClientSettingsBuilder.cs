using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="ClientSettings"/>.</summary>
internal static class ClientSettingsBuilder
{
    public static IReadOnlyList<ClientSettings> Build(SettingsReader reader)
    {
        List<ClientSettings> clients = [];
        foreach (string section in reader.Sections(ClientKeys.Section))
        {
            ClientSettings client = new()
            {
                Name = section[(ClientKeys.Section.Length + 1)..].Trim().ToLowerInvariant(),
                Hosts = reader.Get(ClientKeys.Hosts, section),
                Apps = reader.Get(ClientKeys.Apps, section),
            };
            if (client.Name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '?' or '\\'))
                reader.Error(ClientKeys.Hosts, section, "is no name of a certificate; write [client:web01] or a pattern such as [client:web*]");
            else if (clients.Exists(other => other.Name == client.Name))
                reader.Error(ClientKeys.Hosts, section, "is the same client as one above; capitals do not count. Keep one of them");
            clients.Add(client);
        }

        return clients;
    }
}
