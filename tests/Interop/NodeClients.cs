using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests;

/// <summary>Clients from npm: scripts in <c>node/</c>, packages where ./test puts them if node and npm are on the machine.</summary>
internal static class NodeClients
{
    public static async Task<ProgramResult> RunAsync(string script, params string[] arguments)
    {
        string packages = Path.Combine(Repository.Root, "artifacts", "node", "node_modules");
        Assert.SkipUnless(Directory.Exists(packages), $"{packages} is missing; ./test makes it where node and npm are");
        ProcessStartInfo start = new("node", [Path.Combine(Repository.Root, "tests", "Interop", "node", script), .. arguments]);
        start.Environment["NODE_PATH"] = packages;
        return await ExternalProgram.RunAsync(start, input: "");
    }
}
