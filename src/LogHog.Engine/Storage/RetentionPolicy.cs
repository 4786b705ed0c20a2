using System.Runtime.InteropServices;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Storage;

/// <summary>Why an archive is deleted. Each name is a value of the metric label <c>reason</c> (snake_case).</summary>
internal enum DeletionReason : byte
{
    BackupCount,
    MaxAge,
    FacilitySize,
    StoreSize,
    FreeDisk,
}

/// <summary>A rotated file as retention sees it.</summary>
/// <param name="Path">Relative to the log folder.</param>
/// <param name="LogPath">The live file whose archive it is.</param>
/// <param name="PeriodEnd">From its name: the local time up to which its lines go.</param>
/// <param name="Bytes">Its length on the disk.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredArchive(string Path, string LogPath, DateTime PeriodEnd, long Bytes);

/// <summary>The files of one facility in one application's folder: one, or one per host.</summary>
/// <param name="Rules">Null = no facility writes them any more: only the limits of the whole store apply.</param>
/// <param name="LiveBytes">Of its live files together; these are never deleted.</param>
/// <param name="Archives">In any order.</param>
internal sealed record FacilityFiles(FacilitySettings? Rules, long LiveBytes, IReadOnlyList<StoredArchive> Archives);

/// <summary>An archive that has to go.</summary>
internal readonly record struct Deletion(StoredArchive Archive, DeletionReason Reason);

/// <summary>Which archives have to go; decides only. An archive's live file is never among them.</summary>
internal static class RetentionPolicy
{
    /// <param name="facilities">All files of the store.</param>
    /// <param name="limits">For the whole store.</param>
    /// <param name="freeBytes">On the disk now.</param>
    /// <param name="now">The wall clock now, comparable with the names of archives.</param>
    /// <returns>Oldest first for each reason, in the order in which they are to be deleted; no archive twice.</returns>
    public static IReadOnlyList<Deletion> Plan(
        IReadOnlyList<FacilityFiles> facilities, RetentionSettings limits, long freeBytes, DateTime now)
    {
        List<Deletion> plan = [];
        HashSet<string> gone = new(StringComparer.Ordinal);
        foreach (FacilityFiles facility in facilities)
        {
            if (facility.Rules is { } rules)
                PlanFacility(facility, rules, now, plan, gone);
        }

        List<StoredArchive> left = [.. facilities.SelectMany(static f => f.Archives).Where(a => !gone.Contains(a.Path))];
        left.Sort(OldestFirst);
        long storeBytes = facilities.Sum(static f => f.LiveBytes) + left.Sum(static a => a.Bytes);
        long freed = plan.Sum(static d => d.Archive.Bytes);
        foreach (StoredArchive archive in left)
        {
            DeletionReason? reason = storeBytes > limits.MaxTotalSizeBytes ? DeletionReason.StoreSize
                : freeBytes + freed < limits.MinFreeBytes ? DeletionReason.FreeDisk
                : null;
            if (reason is null)
                break;
            plan.Add(new Deletion(archive, reason.Value));
            storeBytes -= archive.Bytes;
            freed += archive.Bytes;
        }
        return plan;
    }

    private static void PlanFacility(
        FacilityFiles facility, FacilitySettings rules, DateTime now, List<Deletion> plan, HashSet<string> gone)
    {
        foreach (IGrouping<string, StoredArchive> file in facility.Archives.GroupBy(static a => a.LogPath, StringComparer.Ordinal))
        {
            // A plain archive and its compressed form (a kill came between) are one archive.
            HashSet<DateTime> kept = [.. file.Select(static a => a.PeriodEnd).Distinct().OrderDescending().Take(rules.BackupCount)];
            foreach (StoredArchive archive in file.Where(a => !kept.Contains(a.PeriodEnd)).Order(Comparer<StoredArchive>.Create(OldestFirst)))
                Delete(archive, DeletionReason.BackupCount);
        }

        List<StoredArchive> left = [.. facility.Archives.Where(a => !gone.Contains(a.Path))];
        left.Sort(OldestFirst);
        long bytes = facility.LiveBytes + left.Sum(static a => a.Bytes);
        foreach (StoredArchive archive in left)
        {
            DeletionReason? reason = now - archive.PeriodEnd > rules.MaxAge ? DeletionReason.MaxAge
                : bytes > rules.MaxTotalSizeBytes ? DeletionReason.FacilitySize
                : null;
            if (reason is null)
                break;
            Delete(archive, reason.Value);
            bytes -= archive.Bytes;
        }

        void Delete(StoredArchive archive, DeletionReason reason)
        {
            plan.Add(new Deletion(archive, reason));
            gone.Add(archive.Path);
        }
    }

    private static int OldestFirst(StoredArchive a, StoredArchive b)
    {
        int byTime = a.PeriodEnd.CompareTo(b.PeriodEnd);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.Path, b.Path);
    }
}
