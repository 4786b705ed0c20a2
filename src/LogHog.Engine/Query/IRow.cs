namespace LogHog.Engine.Query;

/// <summary>A log row as filters see it. Missing and empty fields are the same.</summary>
public interface IRow
{
    /// <summary>The value of a field as UTF-8; empty when the row has no such field. Holds until the row moves on.</summary>
    ReadOnlySpan<byte> Get(string field);

    /// <summary>The row's <c>_time</c> in nanoseconds since 1970; false when it has none that can be read.</summary>
    bool TryGetTime(out long unixNs);
}
