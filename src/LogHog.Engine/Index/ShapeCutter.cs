using System.Numerics;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Index;

/// <summary>
/// Takes a message apart into its shape (<see cref="MessageShape"/>) and its variable words. Only digits are looked for one by one, not
/// words: most messages have few. For one thread.
/// </summary>
internal sealed class ShapeCutter
{
    private const int StepsMax = MessageShape.MessageBytesMax / WordMask.StepBytes;

    // One step more than a message has: it ends there at the latest.
    private readonly ulong[] _inWord = new ulong[StepsMax + 1];
    private readonly ulong[] _digits = new ulong[StepsMax];
    private readonly byte[] _shape = new byte[MessageShape.MessageBytesMax];
    private Range16[] _variable = new Range16[64];
    private int _variableCount;

    /// <summary>The shape of a message; holds until the next.</summary>
    /// <param name="message">Of a known shape (<see cref="MessageShape.IsKnown"/>).</param>
    public ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> message)
    {
        int steps = ReadMasks(message);
        _variableCount = 0;
        int taken = 0;
        int written = 0;
        for (int step = 0; step < steps; step++)
        {
            ulong digits = _digits[step];
            while (digits != 0)
            {
                int digit = BitOperations.TrailingZeroCount(digits);
                int start = StartOf(step, digit);
                int end = EndOf(step, digit);
                AddVariable(start, end);
                message[taken..start].CopyTo(_shape.AsSpan(written));
                written += start - taken;
                _shape[written++] = MessageShape.Variable;
                taken = end;
                digits = end >= (step + 1) * WordMask.StepBytes ? 0 : digits & (ulong.MaxValue << end);
                if (end > (step + 1) * WordMask.StepBytes)
                    step = SkipDigits(end);
            }
        }

        message[taken..].CopyTo(_shape.AsSpan(written));
        return _shape.AsSpan(0, written + message.Length - taken);
    }

    /// <summary>The hashes of the variable words of the message that was cut last.</summary>
    public void AddVariableWords(ReadOnlySpan<byte> message, WordFilterBuilder words)
    {
        foreach (Range16 word in _variable.AsSpan(0, _variableCount))
            words.Add(WordHash.Of(message, word.Start, word.End));
    }

    private int ReadMasks(ReadOnlySpan<byte> message)
    {
        var mask = new WordMask(message);
        int step = 0;
        for (int at = 0; at < message.Length; at += WordMask.StepBytes, step++)
            _inWord[step] = mask.Next(at, out _digits[step]);
        _inWord[step] = 0;
        return step;
    }

    private int StartOf(int step, int digit)
    {
        ulong between = ~_inWord[step] & ((1UL << digit) - 1);
        while (between == 0 && step > 0)
            between = ~_inWord[--step];
        return (step * WordMask.StepBytes) + WordMask.StepBytes - BitOperations.LeadingZeroCount(between);
    }

    private int EndOf(int step, int digit)
    {
        ulong between = ~_inWord[step] & (ulong.MaxValue << digit);
        while (between == 0)
            between = ~_inWord[++step];
        return (step * WordMask.StepBytes) + BitOperations.TrailingZeroCount(between);
    }

    /// <summary>The digits of a word that goes on in later steps are no words of their own.</summary>
    /// <returns>The step before the one to go on with.</returns>
    private int SkipDigits(int end)
    {
        int step = end / WordMask.StepBytes;
        if (step < StepsMax)
            _digits[step] &= ulong.MaxValue << end; // a shift counts modulo the step
        return step - 1;
    }

    private void AddVariable(int start, int end)
    {
        if (_variableCount == _variable.Length)
            Array.Resize(ref _variable, 2 * _variableCount);
        _variable[_variableCount++] = new Range16((ushort)start, (ushort)end);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Range16(ushort Start, ushort End);
}
