using System.Numerics;

namespace LogHog.Engine.Index;

/// <summary>Goes once over a value: its words into a filter and, of a message, its shape.</summary>
internal static class WordScanner
{
    /// <param name="text">The value.</param>
    /// <param name="words">Gets the hashes of its words (<see cref="Query.Values.Words"/>).</param>
    /// <param name="shape">Gets the text with a zero for each word that contains a digit; as long as the text, or empty: not wanted.</param>
    /// <returns>The bytes of the shape.</returns>
    public static int Scan(ReadOnlySpan<byte> text, WordFilterBuilder words, Span<byte> shape)
    {
        var mask = new WordMask(text);
        var cut = new ShapeCut(text, shape);
        int start = -1;
        bool hasDigit = false;
        for (int at = 0; at < text.Length; at += WordMask.StepBytes)
        {
            ulong bits = mask.Next(at, out ulong digits);
            ulong behind = (bits << 1) | (start >= 0 ? 1UL : 0);
            ulong starts = bits & ~behind;
            for (ulong ends = behind & ~bits; ends != 0; ends &= ends - 1)
            {
                int end = BitOperations.TrailingZeroCount(ends);
                ulong upToEnd = (1UL << end) - 1;
                if (start < 0)
                {
                    start = at + BitOperations.TrailingZeroCount(starts);
                    hasDigit = (digits & upToEnd & (ulong.MaxValue << start)) != 0; // a shift counts modulo the step
                    starts &= starts - 1;
                }
                else
                {
                    hasDigit |= (digits & upToEnd) != 0;
                }

                words.Add(WordHash.Of(text, start, at + end));
                if (hasDigit)
                    cut.Replace(start, at + end);
                start = -1;
            }

            if (starts != 0)
            {
                start = at + BitOperations.TrailingZeroCount(starts);
                hasDigit = digits >> start != 0;
            }
            else if (start >= 0)
            {
                hasDigit |= digits != 0;
            }
        }

        if (start >= 0)
        {
            words.Add(WordHash.Of(text, start, text.Length));
            if (hasDigit)
                cut.Replace(start, text.Length);
        }

        return cut.End();
    }

    /// <summary>A shape in the making.</summary>
    private ref struct ShapeCut(ReadOnlySpan<byte> text, Span<byte> shape)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private readonly Span<byte> _shape = shape;
        private int _taken;
        private int _written;

        public void Replace(int start, int end)
        {
            if (_shape.IsEmpty)
                return;
            Copy(start);
            _shape[_written++] = MessageShape.Variable;
            _taken = end;
        }

        public int End()
        {
            if (!_shape.IsEmpty)
                Copy(_text.Length);
            return _written;
        }

        private void Copy(int end)
        {
            _text[_taken..end].CopyTo(_shape[_written..]);
            _written += end - _taken;
        }
    }
}
