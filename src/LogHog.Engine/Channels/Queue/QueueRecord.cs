using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Engine.Alerts;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Channels.Queue;

/// <summary>What a line of a queue's file says.</summary>
internal enum QueueOperation
{
    /// <summary>A notification is to be told.</summary>
    Add,

    /// <summary>One more is told of by an entry that stands for several.</summary>
    Fold,

    /// <summary>Nothing more is folded into it, because it is being sent.</summary>
    Seal,

    /// <summary>It was told, or given up.</summary>
    Done,

    /// <summary>It was, at some time before: kept so that it is not told again.</summary>
    Seen,
}

/// <summary>One line of a queue's file: <c>CRC32C as 8 hexadecimal digits, a space, JSON</c>.</summary>
internal sealed record QueueRecord
{
    public required QueueOperation Operation { get; init; }

    /// <summary>Of the entry; 0 for <see cref="QueueOperation.Seen"/>.</summary>
    public long Number { get; init; }

    public string To { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>Of <see cref="QueueOperation.Fold"/> and <see cref="QueueOperation.Seen"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Of <see cref="QueueOperation.Add"/>, where it stands for several: whom it stands for.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Of <see cref="QueueOperation.Add"/>; of <see cref="QueueOperation.Fold"/> what the entry tells of from now on.</summary>
    public Notification? Notification { get; init; }
}

/// <summary>Records as bytes and back.</summary>
internal static class QueueRecordText
{
    private const int ChecksumChars = 8;

    public static void Append(QueueRecord record, MemoryStream bytes)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, QueueJson.Default.QueueRecord);
        Span<byte> checksum = stackalloc byte[ChecksumChars + 1];
        Utf8Formatter.TryFormat(Crc32C.Of(json), checksum, out _, new('X', ChecksumChars));
        checksum[ChecksumChars] = (byte)' ';
        bytes.Write(checksum);
        bytes.Write(json);
        bytes.WriteByte((byte)'\n');
    }

    /// <summary>Null: the line is damaged.</summary>
    public static QueueRecord? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumChars || line[ChecksumChars] != ' ' || !Utf8Parser.TryParse(line[..ChecksumChars], out uint checksum, out int read, 'X') || read != ChecksumChars)
            return null;
        ReadOnlySpan<byte> json = line[(ChecksumChars + 1)..];
        if (Crc32C.Of(json) != checksum)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, QueueJson.Default.QueueRecord);
        }
        catch (JsonException)
        {
            // A later version's record, or one that was written by hand.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(QueueRecord))]
[JsonSerializable(typeof(Notification))]
internal sealed partial class QueueJson : JsonSerializerContext;
