using System.Runtime.InteropServices;

namespace LogHog.Engine.Query;

/// <summary>Times are looked at only rounded down to a multiple of a step after an offset.</summary>
/// <param name="StepNs">Above 0.</param>
/// <param name="OffsetNs">A moment at which a step begins.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeStep(long StepNs, long OffsetNs)
{
    /// <summary>The start of the step that a moment falls into.</summary>
    public long Floor(long unixNs)
    {
        long rest = (unixNs - OffsetNs) % StepNs;
        return unixNs - (rest < 0 ? rest + StepNs : rest);
    }
}
