using System.Numerics;

namespace LogHog.Engine.Index;

/// <summary>Goes once over a value and puts its words into a filter.</summary>
internal static class WordScanner
{
    /// <param name="text">The value.</param>
    /// <param name="words">Gets the hashes of its words (<see cref="Query.Values.Words"/>).</param>
    public static void Scan(ReadOnlySpan<byte> text, WordFilterBuilder words)
    {
        var mask = new WordMask(text);
        int start = -1;
        for (int at = 0; at < text.Length; at += WordMask.StepBytes)
        {
            ulong bits = mask.Next(at, out _);
            ulong behind = (bits << 1) | (start >= 0 ? 1UL : 0);
            ulong starts = bits & ~behind;
            for (ulong ends = behind & ~bits; ends != 0; ends &= ends - 1)
            {
                if (start < 0)
                {
                    start = at + BitOperations.TrailingZeroCount(starts);
                    starts &= starts - 1;
                }

                words.Add(WordHash.Of(text, start, at + BitOperations.TrailingZeroCount(ends)));
                start = -1;
            }

            if (starts != 0)
                start = at + BitOperations.TrailingZeroCount(starts);
        }

        if (start >= 0)
            words.Add(WordHash.Of(text, start, text.Length));
    }
}
