using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Tells of a file that cannot be read once, not at every look.</summary>
internal sealed class ProblemMemory(string input, ILogger log)
{
    private readonly HashSet<string> _now = new(StringComparer.Ordinal);
    private HashSet<string> _before = new(StringComparer.Ordinal);
    private bool _toldTooMany;

    /// <summary>Files with a problem since the last look began.</summary>
    public int Count => _now.Count;

    /// <summary>Begins a look: what was told before it and is the same is not told again.</summary>
    public void Begin()
    {
        _before = [.. _now];
        _now.Clear();
    }

    public void Note(string path, DiskException failure)
    {
        // Gone between two looks is nothing to tell: the next look sees it.
        if (failure.Errno == Errno.ENOENT || !_now.Add(path) || _before.Contains(path))
            return;
        FollowingLog.Unreadable(log, input, path, failure.Message);
    }

    public void TooMany(string path, int max)
    {
        _now.Add(path);
        if (_toldTooMany)
            return;
        _toldTooMany = true;
        FollowingLog.TooMany(log, input, max, path);
    }
}
