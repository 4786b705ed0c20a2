namespace LogHog.Engine.Bot.Commands;

/// <summary>Names as people write them in a chat, where dots, dashes and underscores cannot be written: only letters and digits count.</summary>
internal static class LooseName
{
    public static bool Equals(string name, string written)
    {
        string bare = Bare(written);
        return bare.Length > 0 && Bare(name) == bare;
    }

    private static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
