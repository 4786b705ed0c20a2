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
            var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort(), Facilities = "[*]\nrotate = yearly\nbackup_count = 1000\n" };
            using RunningServer server = await RunningServer.StartAsync(peer, data.FolderOf(archived));
            using var client = new QueryClient(peer.HttpPort);
            long idle = ProcessMeter.StatusBytes(server.Pid, "VmRSS");
            PageCache.Fill(_logs);
            List<Timing> timings = [];
            foreach (Question question in questions)
                timings.Add(await AskAsync(client, question, hasPeer));
            SearchTable.Print(archived ? "zstd archives" : "live files", archived ? "zstdgrep, awk" : "rg, awk", timings);
            Console.WriteLine();
            Console.WriteLine($"loghogd: {ProcessMeter.StatusBytes(server.Pid, "VmRSS") / 1e6:F0} MB resident after the questions " +
                $"({idle / 1e6:F0} before, peak {ProcessMeter.StatusBytes(server.Pid, "VmHWM") / 1e6:F0}); index {100.0 * IndexBuild.Bytes(_logs) / data.Truth.Bytes:F2} % of the text");
            await server.StopAsync();
            return timings.TrueForAll(static timing => timing.IsMet) ? 0 : 1;
        }

        private async Task<Timing> AskAsync(QueryClient client, Question question, bool hasPeer)
        {
            (long number, _) = await client.AskAsync(question);
            bool isSame = true;
            List<double> warm = [], coldTimes = [], peerTimes = [];
            for (int round = 0; round < rounds; round++)
            {
                (long again, double ms) = await client.AskAsync(question);
                isSame &= again == number;
                warm.Add(ms);
            }

            for (int round = 0; cold && round < Math.Min(3, rounds); round++)
            {
                PageCache.Drop(_logs);
                coldTimes.Add((await client.AskAsync(question)).Milliseconds);
            }

            if (cold)
                PageCache.Fill(_logs);
            string command = archived ? question.ArchivePeer : question.Peer;
            long? wanted = question.Wanted;
            for (int round = 0; hasPeer && command.Length > 0 && round < Math.Min(3, rounds) && (round == 0 || peerTimes[^1] < SlowMs); round++)
            {
                (long found, double ms) = PeerTools.Run(command, _logs);
                peerTimes.Add(ms);
                wanted = question.PeerDiffers ? wanted : found;
            }

            isSame &= wanted is null || wanted == number;
            isSame &= question.Wanted is null || question.Wanted == number;
            string remark = isSame ? "" : $"WRONG: {number:N0}, peer {wanted:N0}, made {question.Wanted:N0}";
            double? budget = archived ? question.ArchivedBudgetMs : question.BudgetMs;
            Console.WriteLine($"  {question.Name}: {number:N0} {remark}");
            return new Timing(question, warm, coldTimes, peerTimes, budget, isSame, remark);
        }
    }
}
