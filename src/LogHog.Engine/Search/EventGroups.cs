using System.Numerics;
using System.Runtime.InteropServices;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>Counts how often each combination of values occurs in a run of events, by the values' ids.</summary>
internal sealed class EventGroups
{
    /// <summary>A count for each key that is possible takes up to 4 MiB; of more keys, those that occur are numbered anew.</summary>
    private const int KeysMax = 1 << 20;

    private uint[] _keys = [];
    private uint[] _timeIds = [];
    private readonly Dictionary<long, uint> _steps = [];
    private readonly Dictionary<uint, uint> _numbers = [];
    private readonly List<int> _firsts = [];
    private int[] _counts = new int[1024];
    private EventVerdicts _verdicts = null!;
    private long _possible;

    /// <summary>How many combinations occur.</summary>
    public int Groups => _firsts.Count;

    /// <summary>An event that has the combination, and how many have it.</summary>
    public (int Index, int Events) this[int group] => (_firsts[group], _counts[_keys[_firsts[group]]]);

    /// <summary>All events for which the condition holds are one group.</summary>
    public void Begin(EventVerdicts verdicts)
    {
        foreach (int first in _firsts)
            _counts[_keys[first]] = 0;
        _firsts.Clear();
        _verdicts = verdicts;
        _possible = 1;
        if (_keys.Length < verdicts.Events)
            (_keys, _timeIds) = (new uint[verdicts.Events], new uint[verdicts.Events]);
        _keys.AsSpan(0, verdicts.Events).Clear();
    }

    /// <summary>Splits all groups by the values of a column.</summary>
    public void SplitBy(ReadOnlySpan<ushort> ids, int count)
    {
        MakeRoomFor(count);
        Span<uint> keys = _keys.AsSpan(0, ids.Length);
        if (_possible == 1)
        {
            for (int i = 0; i < ids.Length; i++)
                keys[i] = ids[i];
        }
        else
        {
            uint factor = (uint)count;
            for (int i = 0; i < ids.Length; i++)
                keys[i] = (keys[i] * factor) + ids[i];
        }

        _possible *= count;
    }

    /// <summary>Splits all groups by the steps that times fall into.</summary>
    public void SplitByTime(ReadOnlySpan<long> times, TimeStep step)
    {
        _steps.Clear();
        ulong stepNs = (ulong)step.StepNs;
        long start = 0;
        uint id = 0;
        for (int i = 0; i < times.Length; i++)
        {
            // Events next to each other are mostly in the same step.
            if (i == 0 || unchecked((ulong)(times[i] - start)) >= stepNs)
            {
                start = step.Floor(times[i]);
                ref uint known = ref CollectionsMarshal.GetValueRefOrAddDefault(_steps, start, out bool exists);
                if (!exists)
                    known = (uint)_steps.Count - 1;
                id = known;
            }

            _timeIds[i] = id;
        }

        MakeRoomFor(_steps.Count);
        uint factor = (uint)_steps.Count;
        for (int i = 0; i < times.Length; i++)
            _keys[i] = (_keys[i] * factor) + _timeIds[i];
        _possible *= _steps.Count;
    }

    /// <summary>Counts, after all splits.</summary>
    public void Count()
    {
        MakeRoomFor(1);
        if (_counts.Length < _possible)
            _counts = new int[_possible];
        Span<int> counts = _counts;
        Span<ulong> holds = _verdicts.Holds;
        for (int word = 0; word < holds.Length; word++)
        {
            for (ulong bits = holds[word]; bits != 0; bits &= bits - 1)
            {
                int index = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (counts[(int)_keys[index]]++ == 0)
                    _firsts.Add(index);
            }
        }
    }

    /// <summary>Numbers the keys that occur, if there would be too many possible ones.</summary>
    private void MakeRoomFor(int factor)
    {
        if (_possible * factor <= KeysMax)
            return;
        _numbers.Clear();
        for (int i = 0; i < _verdicts.Events; i++)
        {
            ref uint number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, _keys[i], out bool exists);
            if (!exists)
                number = (uint)_numbers.Count - 1;
            _keys[i] = number;
        }

        _possible = _numbers.Count;
    }
}
