using System.Text;
using LogHog.Engine.Inputs.Following;
using LogHog.Engine.Search;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>A real folder with a follower, which can be stopped and killed; what it hands over is kept.</summary>
internal sealed class FollowedFolder : IDisposable
{
    /// <summary>What most tests write.</summary>
    public static readonly string[] OneToFour = ["order 1 paid", "order 2 paid", "order 3 paid", "order 4 paid"];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<int, long> _journal = [];
    private readonly Func<FollowSettings, FollowSettings> _change;
    private Positions? _saved;
    private Follower? _follower;

    public FollowedFolder(Func<FollowSettings, FollowSettings>? change = null, params string[] patterns)
    {
        _change = change ?? (static settings => settings);
        Patterns = patterns.Length == 0 ? ["app.log"] : patterns;
    }

    public string[] Patterns { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>All events so far, in their order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Of this life: what goes on over restarts is in the positions.</summary>
    public FollowCounters Counters { get; private set; } = new();

    public string this[string name] => _folder[name];

    /// <summary>Adds to a file, which is made if need be.</summary>
    public void Append(string name, string text) => File.AppendAllText(_folder[name], text);

    /// <summary>As logrotate's copytruncate: a copy, then the file is emptied.</summary>
    public void CopyTruncate(string name, string copy)
    {
        File.Copy(_folder[name], _folder[copy]);
        Empty(name);
    }

    public void Empty(string name)
    {
        using FileStream file = new(_folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    /// <summary>Reads on until nothing more is ready.</summary>
    /// <param name="looks">How often it is looked which files there are.</param>
    public void Read(int looks = 3)
    {
        _follower ??= Open();
        for (int look = 0; look < looks; look++)
        {
            _follower.Look();
            do
            {
                if (_follower.NeedsLook)
                    _follower.Look();
                if (_follower.NeedsRecord)
                    Save();
            }
            while (ReadReady() || _follower.NeedsRecord || _follower.NeedsLook);
        }
    }

    /// <summary>Sees how long the files are, and reads nothing.</summary>
    public void Look()
    {
        _follower!.Look();
        _follower.Ready();
    }

    /// <summary>Ends it in good order.</summary>
    public void Stop()
    {
        Save();
        Kill();
    }

    /// <summary>Ends it at once: what it has stored since it saved its positions only the journal knows.</summary>
    public void Kill()
    {
        _follower?.Dispose();
        _follower = null;
    }

    public void Dispose()
    {
        _follower?.Dispose();
        _folder.Dispose();
    }

    private bool ReadReady()
    {
        bool any = false;
        foreach (FollowedText text in _follower!.Ready())
        {
            List<string> events = [];
            Piece? piece = _follower.Read(text, line =>
            {
                events.Add(Encoding.UTF8.GetString(line.Span));
                return true;
            });
            any = true;
            if (piece is null)
                continue;
            long sequence = text.SequenceBase + piece.EndOffset;
            Assert.True(sequence > _journal.GetValueOrDefault(text.Slot), "a sequence was used twice: the journal would take the batch for a known one");
            _journal[text.Slot] = sequence;
            Events.AddRange(events);
            piece.Commit();
        }

        return any;
    }

    private void Save()
    {
        _saved = _follower!.Positions;
        _follower.Recorded();
    }

    private Follower Open()
    {
        FollowSettings settings = _change(new FollowSettings
        {
            Paths = [.. Patterns.Select(pattern => FileGlob.TryParse(_folder[pattern], out FileGlob? glob) ? glob : throw new FormatException(pattern))],
        });
        Counters = new FollowCounters();
        return new Follower("tail:test", settings, _saved, slot => _journal.GetValueOrDefault(slot), Counters, Time, NullLogger.Instance);
    }
}
