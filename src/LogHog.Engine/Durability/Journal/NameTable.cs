using System.Text;

namespace LogHog.Engine.Durability.Journal;

/// <summary>The same text is one string, however often it is read: a journal names few files and clients many thousand times.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<int, string> _byHash = [];

    public string Of(ReadOnlySpan<byte> utf8)
    {
        HashCode hash = default;
        hash.AddBytes(utf8);
        int key = hash.ToHashCode();
        if (_byHash.TryGetValue(key, out string? known) && Ascii.Equals(utf8, known))
            return known;
        return _byHash[key] = Encoding.UTF8.GetString(utf8);
    }
}
