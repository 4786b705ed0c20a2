namespace LogHog.Protocols.Json;

/// <summary>
/// Names of nested fields, joined by dots, and what all of a record's may be: a long outer name stands in each of the inner ones, so that a
/// small record could else be any amount of names. Given out until <see cref="Reset"/>.
/// </summary>
internal sealed class JoinedNames
{
    // A Kubernetes event of 7 KB has 200 nested fields with names of 60 bytes: 12 KB.
    private const int FreeBytes = 8 << 10;
    private const int BytesPerByte = 4;

    private readonly ScratchMemory _names = new();
    private long _joinedBytes;

    /// <summary>All names are taken back.</summary>
    public void Reset()
    {
        _names.Reset();
        _joinedBytes = 0;
    }

    /// <summary>All names are taken back and the memory returned.</summary>
    public void Release()
    {
        _names.Release();
        _joinedBytes = 0;
    }

    /// <summary>The name of a field within another.</summary>
    /// <param name="outer">The other's.</param>
    /// <param name="inner">Its own.</param>
    /// <param name="recordBytes">Of the record, read so far.</param>
    /// <param name="joined">Both with a dot between them.</param>
    /// <returns>False: that is too much of names for what was sent.</returns>
    public bool TryJoin(ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner, int recordBytes, out ReadOnlyMemory<byte> joined)
    {
        _joinedBytes += outer.Length + 1 + inner.Length;
        bool isAllowed = _joinedBytes <= FreeBytes + ((long)BytesPerByte * recordBytes);
        joined = isAllowed ? _names.Join(outer, inner) : default;
        return isAllowed;
    }
}
