namespace LogHog.Engine.Index;

/// <summary>What became of an attempt to index a file.</summary>
internal enum IndexOutcome
{
    /// <summary>All of its text is indexed that can be now.</summary>
    Done,

    /// <summary>There is more; it was time to let others have a turn.</summary>
    More,

    /// <summary>It is not there any more, or another file has its name.</summary>
    Gone,

    /// <summary>
    /// It cannot be indexed: damaged, another program's binary file, its library is missing, or its folder may not be written. It is
    /// scanned.
    /// </summary>
    Unreadable,

    /// <summary>Its index was made for another folder of logs, and is left alone.</summary>
    Foreign,
}

/// <summary>Why an index was thrown away and is made anew.</summary>
internal enum RebuildReason
{
    /// <summary>It is damaged, or was reported to be.</summary>
    Damaged,

    /// <summary>The file was cut, replaced or written anew.</summary>
    FileChanged,

    /// <summary>Another version of the index, or another time zone.</summary>
    OtherRules,
}
