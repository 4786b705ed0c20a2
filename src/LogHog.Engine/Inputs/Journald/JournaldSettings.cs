using LogHog.Engine.Configuration;

namespace LogHog.Engine.Inputs.Journald;

/// <summary><c>[journal]</c>: systemd's journal of this machine, followed.</summary>
public sealed record JournaldSettings
{
    /// <summary>The label of its counters.</summary>
    public const string Ledger = "journal";

    /// <summary>A folder of journal files; null = this machine's journal.</summary>
    public string? Directory { get; init; }

    /// <summary>Journal files by name; empty = <see cref="Directory"/>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary><c>FIELD=value</c> each, as journalctl takes them; empty = everything.</summary>
    public IReadOnlyList<string> Matches { get; init; } = [];

    /// <summary>The first time only what comes from then on.</summary>
    public bool BeginsAtEnd { get; init; }

    /// <summary>The program that reads the journal.</summary>
    public string Journalctl { get; init; } = "journalctl";

    /// <summary>Null = what the entry says.</summary>
    public NameSource? App { get; init; }

    public NameSource? Module { get; init; }

    public NameSource? Host { get; init; }

    /// <summary>To see whether a reload changes something.</summary>
    internal string Text => string.Join(
        '\n', [$"{Directory}", $"{BeginsAtEnd}", Journalctl, .. Files, .. Matches, $"{App?.Source}", $"{Module?.Source}", $"{Host?.Source}"]);
}
