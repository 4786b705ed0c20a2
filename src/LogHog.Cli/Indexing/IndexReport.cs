using System.Globalization;
using LogHog.Cli.Status;
using LogHog.Engine.Index;

namespace LogHog.Cli.Indexing;

/// <summary>What <c>loghog index status</c> shows.</summary>
internal static class IndexReport
{
    public static int Show(IReadOnlyList<FolderIndexing> folders, bool showAll, TextWriter output, CancellationToken stop)
    {
        (int files, int whole, long fileBytes, long textBytes, long behind, long indexBytes) = (0, 0, 0L, 0L, 0L, 0L);
        foreach (FileIndexStatus file in folders.SelectMany(folder => folder.Status(stop)))
        {
            if (showAll || file.State != IndexState.Whole)
                output.WriteLine(Line(file));
            files++;
            whole += file.State == IndexState.Whole ? 1 : 0;
            fileBytes += file.FileBytes;
            textBytes += file.IndexedTextBytes;
            behind += file.BehindBytes;
            indexBytes += file.IndexBytes;
        }

        string share = textBytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {100.0 * indexBytes / textBytes:0.0} % of {Size(textBytes)} of text");
        output.WriteLine($"{whole} of {files} files ({Size(fileBytes)}) are indexed to their end. The index takes {Size(indexBytes)}{share}.");
        if (behind > 0)
            output.WriteLine($"Searches read {Size(behind)} that are not indexed.");
        return whole == files ? ExitCode.Ok : ExitCode.Trouble;
    }

    private static string Line(FileIndexStatus file) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name(file.State),-7} {Size(file.FileBytes),9}  index {Size(file.IndexBytes),9}  behind {Size(file.BehindBytes),9}  {StatusCommand.Plain(file.Path)}");

    private static string Name(IndexState state) => state switch
    {
        IndexState.Whole => "whole",
        IndexState.Partly => "partly",
        _ => "none",
    };

    private static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double size = bytes;
        int unit = 0;
        for (; size >= 1000 && unit < units.Length - 1; unit++)
            size /= 1000;
        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {units[unit]}");
    }
}
