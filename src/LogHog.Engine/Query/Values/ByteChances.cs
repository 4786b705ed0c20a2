namespace LogHog.Engine.Query.Values;

/// <summary>How often bytes come in logs, roughly: counted over lines of web servers, sshd and applications.</summary>
internal static class ByteChances
{
    private const double Digit = 0.021;
    private const double Letter = 0.014;
    private const double Capital = 0.003;
    private const double Space = 0.09;
    private const double Other = 0.004;

    /// <summary>The chance that a byte is one of a set of ASCII.</summary>
    public static double Of(UInt128 set)
    {
        double chance = 0;
        for (int b = 0; b < 128; b++)
            chance += ((set >> b) & 1) == 0 ? 0 : Of((char)b);
        return Math.Min(1, chance);
    }

    /// <summary>The chance that a text begins at a byte.</summary>
    public static double Of(ReadOnlySpan<byte> text)
    {
        double chance = 1;
        foreach (byte b in text)
            chance *= Of((char)b);
        return chance;
    }

    private static double Of(char c) =>
        char.IsAsciiDigit(c) ? Digit : char.IsAsciiLetterLower(c) ? Letter : char.IsAsciiLetterUpper(c) ? Capital : c == ' ' ? Space : Other;
}
