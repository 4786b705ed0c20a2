using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Python;

/// <summary>
/// The hostile corpus against a real loghogd, watched by strace from outside: it executes, opens, connects nothing for any of it,
/// and goes on.
/// </summary>
public sealed class HostilePickleTests
{
    private const string Watched =
        "execve,execveat,fork,vfork,open,openat,openat2,creat,connect,bind,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2," +
        "symlink,symlinkat,link,linkat,chmod,fchmodat,ptrace,kill";

    // A record that must arrive between hostile ones: {'msg': 'still here', 'created': 1.5}
    private static readonly HostilePickle Good =
        new("good", Encoding.Latin1.GetBytes("}(X\u0003\0\0\0msgX\u000A\0\0\0still hereX\a\0\0\0createdG?\u00F8\0\0\0\0\0\0u."));

    private static readonly HostilePickle Large =
        new("a large number", Encoding.Latin1.GetBytes("}(X\u0003\0\0\0msg\u008A\u000900000000\u0001X\a\0\0\0createdG?\u00F8\0\0\0\0\0\0u."));

    // Few enough for any socket's buffer.
    private const int Datagrams = 200;

    [Fact]
    public async Task Nothing_of_the_hostile_corpus_is_done()
    {
        using var folder = new TempFolder();
        string trace = Path.Combine(folder.Path, "trace");
        string canary = Path.Combine(folder.Path, "canary");
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:python]\ntcp = 127.0.0.1:0\nudp = 127.0.0.1:0\napp = hostile\n",
            "[hostile]\nrotate = yearly\nbackup_count = 1\nindex = no\n",
            new LogHogProcessOptions
            {
                StartedBy = ["strace", "-f", "-qq", "-ttt", "--seccomp-bpf", "-e", "signal=none", "-e", $"trace={Watched}", "-o", trace],
            });
        var address = new IPEndPoint(IPAddress.Loopback, hog.Port("python/tcp"));
        // Once each way, so that the runtime has loaded what it needs: an event, a refusal, arithmetic of large numbers, a datagram.
        await SendAsync(address, [Good, new("no pickle", [0xFF]), Large]);
        SendDatagrams(hog.Port("python/udp"), [Large]);
        await hog.StoredAsync(3);
        HostilePickle[] corpus = [.. HostilePickles.All(canary)];
        Assert.True(corpus.Length >= 20_000);

        int goodOnes = corpus.Chunk(100).Count();
        double begun = Now();
        await SendAsync(address, [.. corpus.Chunk(100).SelectMany(some => some.Append(Good))]);
        SendDatagrams(hog.Port("python/udp"), [.. HostilePickles.Exploited(canary).Take(Datagrams)]);
        int sent = corpus.Length + goodOnes + Datagrams + 4;
        MetricsText metrics = await hog.WaitForMetrics(one =>
            one.Sum("loghog_events_stored_total") + one.Sum("loghog_events_rejected_total") >= sent);
        double ended = Now();

        Assert.False(File.Exists(canary));
        Assert.Equal(goodOnes + 1, hog.Lines("hostile/root.log").Count(line => line.Contains(": still here", StringComparison.Ordinal)));
        Assert.True(metrics.Sum("loghog_events_rejected_total") > 1_000);
        // A call that was resumed was judged by its beginning, where its path stands.
        string[] calls = [.. File.ReadLines(trace)
            .Where(line => At(line) >= begun && At(line) <= ended && !line.Contains(" resumed>", StringComparison.Ordinal))];
        // What it opens are its own files: the log's folder, also beneath its descriptor, which no path can leave, and the memory and processors that the runtime looks at.
        string[] own = [$"\"{hog.Folder}/", "\"/proc/", "\"/sys/fs/cgroup/", "\"/sys/devices/system/", "RESOLVE_BENEATH"];
        Assert.DoesNotContain(calls, call => !call.Contains(" open", StringComparison.Ordinal)
            || !Array.Exists(own, path => call.Contains(path, StringComparison.Ordinal)));
        // And strace did see calls: those of the start.
        Assert.Contains(File.ReadLines(trace), line => line.Contains("hostile", StringComparison.Ordinal) && line.Contains("openat", StringComparison.Ordinal));
    }

    private static async Task SendAsync(IPEndPoint address, IReadOnlyList<HostilePickle> pickles)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        foreach (HostilePickle[] some in pickles.Chunk(100))
            await socket.SendAsync(some.SelectMany(pickle => pickle.Frame).ToArray());
        socket.Shutdown(SocketShutdown.Send);
        // Until the other side has read it all.
        await socket.ReceiveAsync(new byte[1]);
    }

    private static void SendDatagrams(int port, IReadOnlyList<HostilePickle> pickles)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach (HostilePickle pickle in pickles)
            socket.SendTo(pickle.Frame, new IPEndPoint(IPAddress.Loopback, port));
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>When a call was made: "4711  1795875788.386111 openat(…".</summary>
    private static double At(string line) =>
        double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
