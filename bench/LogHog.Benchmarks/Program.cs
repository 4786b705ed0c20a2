using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LogHog.Benchmarks;

if (args is ["index"])
{
    IndexFigures.Print();
    return;
}

if (args is ["python"])
{
    PythonFigures.Print();
    return;
}

if (args is ["hostile"])
{
    HostileFigures.Print();
    return;
}

// In this process: BenchmarkDotNet's own way builds a project of its own, which the repository's output layout and
// central package versions do not fit.
IConfig config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(DecodeBenchmarks).Assembly).Run(args, config);
