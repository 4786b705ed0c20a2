using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Searching;

/// <summary>A folder of log files, read here, without any server.</summary>
internal sealed class FolderTarget : IQueryTarget
{
    private readonly RootedFolder _folder;
    private readonly List<string> _problems = [];

    /// <exception cref="TargetException">It is no folder that can be read.</exception>
    public FolderTarget(string path)
    {
        Name = path;
        try
        {
            _folder = RootedFolder.Open(path, create: false);
        }
        catch (DiskException failure)
        {
            throw new TargetException(failure.Message, ExitCode.Usage);
        }
    }

    public string Name { get; }

    public IReadOnlyList<string> Problems => _problems;

    public Task Run(LogsQuery query, TimeBounds time, IPipeProcessor receiver, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using IndexFolder indexes = IndexFolder.Open(_folder, TimeProvider.System.LocalTimeZone);
            var source = new FolderSource(_folder, TimeProvider.System, indexes);
            try
            {
                QueryRunner.Run(query, source, receiver, QueryLimits.Default with { Time = time }, cancellation);
            }
            catch (DiskException failure)
            {
                throw new TargetException(failure.Message, ExitCode.Usage);
            }

            _problems.AddRange(source.Problems);
        },
        cancellation);

    public void Dispose() => _folder.Dispose();
}
