using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>
/// Bit flips and cuts in what the server keeps for itself, after a kill: it starts, at most the record that was hit is missing, and
/// it takes new events. (JournalDamageTests does the same ten thousand times without the process around it.)
/// </summary>
public sealed class DamageTests
{
    private const int DamagesPerFolder = 25;
    private const int Senders = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly LoadShape Shape = new(Files: 20, EventsPerRequest: 20, FilesPerRequest: 4);

    [Fact]
    public async Task Damage_to_the_servers_own_files_costs_a_record_at_most()
    {
        Random random = SeededRandom.Create();
        int damages = Scale.Count(sample: 6, full: 500);
        long recordsLost = 0;
        long requestsTwice = 0;
        for (int done = 0; done < damages; done += DamagesPerFolder)
        {
            (long lost, long twice) = await DamageAsync(Math.Min(DamagesPerFolder, damages - done), random);
            recordsLost += lost;
            requestsTwice += twice;
        }

        Report.Row(
            "bit flips and cuts in journal and state, then a start", $"{damages}",
            $"every start well, {recordsLost} records lost, 0 torn, {requestsTwice} requests twice that were sent again after their record was destroyed");
    }

    private static async Task<(long RecordsLost, long RequestsTwice)> DamageAsync(int times, Random random)
    {
        await using Campaign campaign = new(Shape, Senders);
        long lostBefore = 0;
        long doubledBefore = 0;
        for (int time = 0; time < times; time++)
        {
            await campaign.StartAsync();
            campaign.Load.Start();
            await campaign.Load.AcknowledgedAsync(10 + random.Next(40), Limit);
            await campaign.KillAsync();
            await campaign.Load.StopAsync();
            string what = Damage(Path.Combine(campaign.Folder, "lib"), random);
            await campaign.StartAsync();
            campaign.Load.Start();
            await campaign.Load.AcknowledgedAsync(3, Limit);
            Verdict verdict = await campaign.JudgeAsync();
            Assert.True(verdict.Lost - lostBefore <= Shape.EventsPerRequest, $"{what}: {verdict}");
            // A request that was under way at the kill comes again; with its record its number is gone, and it is stored again.
            Assert.True(verdict.Doubled - doubledBefore <= Senders * Shape.EventsPerRequest, $"{what}: {verdict}");
            Assert.True(verdict.Torn + verdict.Strange + verdict.Halved + verdict.OutOfOrder == 0, $"{what}: {verdict}");
            lostBefore = verdict.Lost;
            doubledBefore = verdict.Doubled;
        }

        return (lostBefore / Shape.EventsPerRequest, doubledBefore / Shape.EventsPerRequest);
    }

    /// <summary>Flips a bit near what is in use, or cuts the end off, in one of the files.</summary>
    private static string Damage(string folder, Random random)
    {
        FileInfo[] files = [.. new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories).Where(static file => file.Length > 0)];
        FileInfo file = files[random.Next(files.Length)];
        using FileStream stream = file.Open(FileMode.Open, FileAccess.ReadWrite);
        // The journal's files are mostly zeros that mean nothing; what counts is at their beginning.
        long at = random.NextInt64(Math.Min(stream.Length, 256 << 10));
        if (random.Next(4) == 0)
        {
            stream.SetLength(at);
            return $"{file.Name} cut to {at} bytes";
        }

        stream.Position = at;
        int old = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ (1 << random.Next(8))));
        return $"{file.Name}: a bit of byte {at} flipped";
    }
}
