namespace LogHog.Engine.Configuration;

/// <summary>"Did you mean": the known name that is the fewest slips away.</summary>
internal static class NameSuggestion
{
    // Longer names are no slip of the fingers, and the table below is their square.
    private const int NameCharsMax = 64;

    /// <summary>The nearest name; null when none is near: more than a third of the letters would be wrong.</summary>
    public static string? For(string given, IEnumerable<string> known)
    {
        if (given.Length > NameCharsMax)
            return null;
        string? nearest = null;
        int fewest = Math.Max(1, given.Length / 3) + 1;
        foreach (string name in known)
        {
            int slips = Slips(given.ToLowerInvariant(), name.ToLowerInvariant());
            if (slips < fewest)
                (nearest, fewest) = (name, slips);
        }

        return nearest;
    }

    /// <summary>A letter too many, too few, another, or two swapped: the optimal string alignment distance.</summary>
    private static int Slips(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int other = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + other);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
