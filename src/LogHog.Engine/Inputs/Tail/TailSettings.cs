using System.Text.RegularExpressions;
using LogHog.Engine.Configuration;
using LogHog.Engine.Inputs.Following;
using LogHog.Engine.Search;

namespace LogHog.Engine.Inputs.Tail;

/// <summary>How the bytes of a followed file are text.</summary>
public enum TextEncoding
{
    Utf8,
    Latin1,
}

/// <summary>How lines become events.</summary>
public enum MultilineKind
{
    Indent,
    Start,
    Java,
    Python,
    Go,
    DotNet,
}

/// <summary>A <c>[tail:NAME]</c>: log files of others that are followed.</summary>
public sealed record TailSettings
{
    /// <summary>The section's own part of its name.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<FileGlob> Paths { get; init; }

    public IReadOnlyList<FileGlob> Exclude { get; init; } = [];

    public FileFormatKind Format { get; init; }

    /// <summary>With named groups; set for <see cref="FileFormatKind.Regex"/>.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>Of times that name no zone; null = the server's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    public TextEncoding Encoding { get; init; }

    /// <summary>Files that are there when it is followed for the first time are read from their end on.</summary>
    public bool BeginsAtEnd { get; init; }

    /// <summary>Empty = each line is an event.</summary>
    public IReadOnlyList<MultilineKind> Multiline { get; init; } = [];

    /// <summary>Finds the first lines of events; set for <see cref="MultilineKind.Start"/>.</summary>
    public Regex? MultilineStart { get; init; }

    public TimeSpan MultilineWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>With <c>{file}</c> and <c>{folder}</c>.</summary>
    public required string App { get; init; }

    /// <summary>The same; empty = what the lines say.</summary>
    public string Module { get; init; } = "";

    /// <summary>The same; empty = what the lines say, else this machine.</summary>
    public string Host { get; init; } = "";

    /// <summary>Each event gets the field <c>log.file.path</c>.</summary>
    public bool PathField { get; init; }

    public int EventBytesMax { get; init; } = 256 << 10;

    public int FilesMax { get; init; } = 1_000;

    /// <summary>How often it is looked which files there are, beside the kernel's notices.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan CloseAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The label of its counters.</summary>
    public string Ledger => $"tail:{Name}";

    /// <summary>To see whether a reload changes something.</summary>
    internal string Text => string.Join(
        '\n',
        [
            .. Paths.Select(static glob => glob.Text), "", .. Exclude.Select(static glob => glob.Text), "",
            $"{Format} {Encoding} {BeginsAtEnd} {MultilineWait} {PathField} {EventBytesMax} {FilesMax} {Poll} {CloseAfter} {TimeZone?.Id}",
            $"{Pattern}", $"{MultilineStart}", string.Join(',', Multiline), App, Module, Host,
        ]);

    internal FollowSettings Following => new()
    {
        Paths = Paths,
        Exclude = Exclude,
        BeginsAtEnd = BeginsAtEnd,
        Multiline = Rule(Multiline, MultilineStart),
        MultilineWait = MultilineWait,
        EventBytesMax = EventBytesMax,
        FilesMax = FilesMax,
        CloseAfter = CloseAfter,
    };

    internal static MultilineRule? Rule(IReadOnlyList<MultilineKind> kinds, Regex? start)
    {
        if (start is not null)
            return new StartRule(start);
        TraceKinds traces = kinds.Aggregate(TraceKinds.None, static (known, kind) => known | kind switch
        {
            MultilineKind.Java => TraceKinds.Java,
            MultilineKind.Python => TraceKinds.Python,
            MultilineKind.Go => TraceKinds.Go,
            MultilineKind.DotNet => TraceKinds.DotNet,
            _ => TraceKinds.None,
        });
        return kinds.Count == 0 ? null : traces == TraceKinds.None ? new IndentRule() : new TraceRule(traces);
    }
}
