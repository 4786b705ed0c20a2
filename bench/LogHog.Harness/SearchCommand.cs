using System.CommandLine;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;
using LogHog.Harness.Search;

namespace LogHog.Harness;

/// <summary><c>search</c>: questions to loghogd over HTTP, and the same to rg, zstdgrep and awk over its files.</summary>
internal static class SearchCommand
{
    /// <summary>A peer that takes longer than this is asked once.</summary>
    private const double SlowMs = 3000;

    private const int PeerRoundsMax = 3;
    private const int ColdRoundsMax = 3;

    public static Command Create()
    {
        var events = new Option<long>("--events") { DefaultValueFactory = _ => 10_000_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "Of each question, after one that does not count" };
        var archived = new Option<bool>("--archived") { Description = "Over zstd archives instead of live files" };
        var cold = new Option<bool>("--cold") { Description = "Also with the files out of the page cache" };
        var data = new Option<string?>("--data") { Description = "Where the data is kept; else below artifacts/bench" };
        var keep = new Option<bool>("--keep-index") { Description = "Takes the index that lies there" };
        var noPeers = new Option<bool>("--no-peers");
        var only = new Option<string?>("--only") { Description = "Questions whose name contains this" };
        var ingesting = new Option<bool>("--while-ingesting") { Description = "What a search costs the writers instead, and how soon an event is found" };
        var command = new Command("search", "Questions over 10 million events, beside rg, zstdgrep and awk.")
        {
            events, rounds, archived, cold, data, keep, noPeers, only, ingesting,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var workplace = new Workplace();
            Console.WriteLine(Workplace.Machine());
            if (parsed.GetValue(ingesting))
                return await SearchWhileIngesting.RunAsync(workplace, parsed.GetValue(rounds));
            bool isArchived = parsed.GetValue(archived);
            SearchData made = SearchData.Provide(parsed.GetValue(data) ?? workplace.DataFolder, parsed.GetValue(events), isArchived);
            Console.WriteLine($"{made.Truth.Events:N0} events, {made.Truth.Bytes / 1e9:F2} GB of lines{(isArchived ? ", archived" : "")}");
            if (!parsed.GetValue(keep))
                IndexBuild.TryRun(workplace.Loghog, made.LogsOf(isArchived), made.Truth.Bytes);
            List<Question> questions = [.. Questions.For(made.Truth).Where(q => q.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.Ordinal))];
            var run = new SearchRun(made, isArchived, parsed.GetValue(rounds), parsed.GetValue(cold), parsed.GetValue(noPeers));
            return await run.AskAllAsync(workplace, questions);
        });
        return command;
    }

    /// <summary>One server over one folder.</summary>
    private sealed class SearchRun(SearchData data, bool archived, int rounds, bool cold, bool noPeers)
    {
        private readonly string _logs = data.LogsOf(archived);

        public async Task<int> AskAllAsync(Workplace workplace, List<Question> questions)
        {
            bool hasPeer = !noPeers && (archived ? PeerTools.HasZstdgrep : PeerTools.HasRipgrep);
            if (!hasPeer && !noPeers)
                Console.WriteLine(archived ? "no peer: zstdgrep is not there (apt-get install zstd)" : "no peer: rg is not there (apt-get install ripgrep)");
            var peer = new LogHogPeer(workplace.Loghogd)
            {
                HttpPort = Workplace.FreePort(),
                Facilities = "[*]\nrotate = yearly\nbackup_count = 1000\n",
                MoreSettings = "[limits]\nmax_query_duration = 4m",
            };
            using RunningServer server = await RunningServer.StartAsync(peer, data.FolderOf(archived));
            using var client = new QueryClient(peer.HttpPort);
            long idle = ProcessMeter.StatusBytes(server.Pid, "VmRSS");
            PageCache.Fill(_logs);
            List<Timing> timings = [];
            foreach (Question question in questions)
                timings.Add(await AskAsync(client, server.Pid, question, hasPeer));
            SearchTable.Print(archived ? "zstd archives" : "live files", archived ? "zstdgrep, awk" : "rg, awk", timings);
            Console.WriteLine();
            Console.WriteLine($"loghogd: {ProcessMeter.StatusBytes(server.Pid, "VmRSS") / 1e6:F0} MB resident after the questions " +
                $"({idle / 1e6:F0} before, peak {ProcessMeter.StatusBytes(server.Pid, "VmHWM") / 1e6:F0}); index {100.0 * IndexBuild.Bytes(_logs) / data.Truth.Bytes:F2} % of the text");
            await server.StopAsync();
            return timings.TrueForAll(static timing => timing.IsMet) ? 0 : 1;
        }

        private async Task<Timing> AskAsync(QueryClient client, int pid, Question question, bool hasPeer)
        {
            double? budget = archived ? question.ArchivedBudgetMs : question.BudgetMs;
            try
            {
                (long number, _) = await client.AskAsync(question);
                CpuTime before = ProcessMeter.Cpu(pid);
                (List<double> warm, bool isSame) = await RoundsAsync(client, question, rounds, number, static () => { });
                double cpu = (ProcessMeter.Cpu(pid) - before).Seconds / rounds * 1000;
                (List<double> coldTimes, bool isSameCold) = await RoundsAsync(client, question, cold ? Math.Min(ColdRoundsMax, rounds) : 0, number, () => PageCache.Drop(_logs));
                if (cold)
                    PageCache.Fill(_logs);
                (List<double> peerTimes, long? found) = hasPeer ? AskPeer(archived ? question.ArchivePeer : question.Peer) : ([], null);
                long? wanted = found is null || question.PeerDiffers ? question.Wanted : found;
                isSame &= isSameCold && (wanted ?? number) == number && (question.Wanted ?? number) == number;
                string remark = isSame ? "" : $"WRONG: {number:N0}, peer {wanted:N0}, made {question.Wanted:N0}";
                Console.WriteLine($"  {question.Name}: {number:N0} in {Statistics.Spread(warm, "F1")} ms, {cpu:F1} ms of processor {remark}");
                return new Timing(question, warm, cpu, coldTimes, peerTimes, budget, isSame, remark);
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine($"  {e.Message}");
                return new Timing(question, [], 0, [], [], budget, Agrees: false, "FAILED");
            }
        }

        private static async Task<(List<double> Times, bool IsSame)> RoundsAsync(QueryClient client, Question question, int rounds, long number, Action prepare)
        {
            List<double> times = [];
            bool isSame = true;
            for (int round = 0; round < rounds; round++)
            {
                prepare();
                (long again, double ms) = await client.AskAsync(question);
                isSame &= again == number;
                times.Add(ms);
            }

            return (times, isSame);
        }

        private (List<double> Times, long? Found) AskPeer(string command)
        {
            List<double> times = [];
            long? found = null;
            for (int round = 0; command.Length > 0 && round < PeerRoundsMax && (round == 0 || times[^1] < SlowMs); round++)
            {
                (found, double ms) = PeerTools.Run(command, _logs);
                times.Add(ms);
            }

            return (times, found);
        }
    }
}
