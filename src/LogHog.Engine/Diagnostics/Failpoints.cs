using System.Diagnostics;
using System.Globalization;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Diagnostics;

/// <summary>
/// Named places where a test makes the process die, wait or meet an error. Compiled into Release, so that what is tested is what
/// is shipped; without the environment variable <c>LOGHOG_FAILPOINTS</c> a point is a read of a constant.
/// </summary>
/// <remarks>
/// <c>LOGHOG_FAILPOINTS="file.datasync=eio@3;folder.rename=kill@1"</c>: name, action, and at which hit of the point (1 when left
/// out; <c>@3+</c> = from the third on). Actions: <c>kill</c> (SIGKILL to ourselves), <c>pause:2000</c> (ms; a hung disk),
/// <c>eio</c>, <c>enospc</c>, <c>edquot</c>, <c>erofs</c>, <c>skip</c> (the step is left out: a server that is wrong on purpose,
/// to see that the harness notices).
/// </remarks>
public static class Failpoints
{
    private const int SigKill = 9;

    private static readonly Dictionary<string, Failpoint> Points =
        Parse(Environment.GetEnvironmentVariable("LOGHOG_FAILPOINTS") ?? "");

    private static readonly bool IsActive = Points.Count > 0;

    /// <summary>True when any point is set: the server says so in its log, loudly.</summary>
    public static bool AreSet => IsActive;

    /// <summary>A point between two steps.</summary>
    /// <exception cref="DiskException">When the point is set to an error.</exception>
    public static void Hit(string name)
    {
        if (!IsActive)
            return;
        Errno errno = Injected(name);
        if (errno != Errno.None)
            throw new DiskException(errno, "failpoint", name);
    }

    /// <summary>A point in front of a system call.</summary>
    /// <returns>The error that the call is to be thought to have given; <see cref="Errno.None"/> = make the call.</returns>
    public static Errno Injected(string name) =>
        IsActive && Points.TryGetValue(name, out Failpoint? point) && point.Action != "skip" ? point.Act() : Errno.None;

    /// <summary>A step that a test may leave out.</summary>
    public static bool Skips(string name) =>
        IsActive && Points.TryGetValue(name, out Failpoint? point) && point.Action == "skip" && point.IsDue();

    private static Dictionary<string, Failpoint> Parse(string text)
    {
        Dictionary<string, Failpoint> points = new(StringComparer.Ordinal);
        foreach (string entry in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = entry.Split('=', 2);
            if (sides.Length != 2)
                throw new FormatException($"LOGHOG_FAILPOINTS: '{entry}' is not name=action[@hit[+]]");
            points[sides[0]] = Failpoint.Parse(sides[1]);
        }
        return points;
    }

    private sealed class Failpoint(string action, int firstHit, bool goesOn, int pauseMs)
    {
        private int _hits;

        public string Action => action;

        public static Failpoint Parse(string text)
        {
            string[] parts = text.Split('@', 2);
            string count = parts.Length == 2 ? parts[1] : "1";
            string[] action = parts[0].Split(':', 2);
            if (action[0] is not ("kill" or "pause" or "skip") && ErrnoOf(action[0]) == Errno.None)
                throw new FormatException($"LOGHOG_FAILPOINTS: no action '{action[0]}'");
            return new Failpoint(
                action[0],
                int.Parse(count.TrimEnd('+'), CultureInfo.InvariantCulture),
                count.EndsWith('+'),
                action.Length == 2 ? int.Parse(action[1], CultureInfo.InvariantCulture) : 1000);
        }

        public bool IsDue()
        {
            int hit = Interlocked.Increment(ref _hits);
            return hit == firstHit || (goesOn && hit > firstHit);
        }

        public Errno Act()
        {
            if (!IsDue())
                return Errno.None;
            switch (action)
            {
                case "kill":
                    _ = LibC.kill(Environment.ProcessId, SigKill);
                    throw new UnreachableException("SIGKILL cannot be survived");
                case "pause":
                    using (ManualResetEventSlim never = new())
                        never.Wait(pauseMs);
                    return Errno.None;
                default:
                    return ErrnoOf(action);
            }
        }

        private static Errno ErrnoOf(string action) => action switch
        {
            "eio" => Errno.EIO,
            "enospc" => Errno.ENOSPC,
            "edquot" => Errno.EDQUOT,
            "erofs" => Errno.EROFS,
            _ => Errno.None,
        };
    }
}
