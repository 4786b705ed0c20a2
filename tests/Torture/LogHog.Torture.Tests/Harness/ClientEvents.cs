using System.Collections;

namespace LogHog.Torture.Harness;

/// <summary>Which events of one client were found.</summary>
internal sealed class ClientEvents(ClientKnowledge known, int eventsPerRequest)
{
    private readonly BitArray _found = new(checked((int)(known.Attempted * eventsPerRequest)));

    /// <returns>False: it was never sent.</returns>
    public bool TryAdd(long sequence, int index, out bool isDouble)
    {
        isDouble = false;
        if (sequence < 1 || sequence > known.Attempted || index < 0 || index >= eventsPerRequest)
            return false;
        int at = (int)((sequence - 1) * eventsPerRequest) + index;
        isDouble = _found[at];
        _found[at] = true;
        return true;
    }

    public void Judge(Verdict verdict)
    {
        for (long sequence = 1; sequence <= known.Attempted; sequence++)
        {
            int found = Enumerable.Range((int)((sequence - 1) * eventsPerRequest), eventsPerRequest).Count(at => _found[at]);
            if (found == eventsPerRequest)
                continue;
            if (sequence > known.Acknowledged)
            {
                if (found > 0)
                    verdict.AddHalved($"c{known.Client} s{sequence}: {found} of {eventsPerRequest}");
                continue;
            }

            for (int missing = found; missing < eventsPerRequest; missing++)
                verdict.AddLost($"c{known.Client} s{sequence}: {found} of {eventsPerRequest} are there");
        }
    }
}
