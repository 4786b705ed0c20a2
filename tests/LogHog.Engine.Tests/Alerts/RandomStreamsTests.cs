using System.Globalization;
using System.Runtime.CompilerServices;
using LogHog.Engine.Configuration;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Alerts;

/// <summary>Random streams of events, with looks at any moments in between, against an evaluation that a child could write.</summary>
public sealed class RandomStreamsTests
{
    private const int Runs = 400;
    private const int EndTenths = 3000;

    [Fact]
    public void A_threshold_fires_and_resolves_as_a_count_at_every_tenth_of_a_second_says() => Run(static (random, stage, events, rule) =>
        Naive(rule, (group, at) => events.Count(one => one.Group == group && one.At > at - Tenths(rule.Within) && one.At <= at) > rule.MoreThan),
        random => $"kind = threshold; more_than = {random.Next(4)}; within = {1 + random.Next(10)}s; resolve_after = {1 + random.Next(8)}s; group_by = g"
            + (random.Next(2) == 0 ? "" : $"; for = {1 + random.Next(6)}s"));

    [Fact]
    public void A_silence_fires_and_resolves_as_a_look_at_every_tenth_of_a_second_says() => Run(static (random, stage, events, rule) =>
        Naive(rule, (group, at) => events.LastOrDefault(one => one.Group == group && one.At <= at) is { Group.Length: > 0 } last && at - last.At >= Tenths(rule.Within)),
        random => $"kind = silence; within = {1 + random.Next(10)}s; group_by = g" + (random.Next(2) == 0 ? "" : $"; resolve_after = {1 + random.Next(5)}s")
            + (random.Next(2) == 0 ? "" : $"; for = {1 + random.Next(6)}s"));

    [Fact]
    public void Incidents_of_matches_are_as_a_look_at_every_tenth_of_a_second_says() => Run(static (random, stage, events, rule) =>
        Naive(rule with { ResolveAfter = TimeSpan.Zero }, (group, at) => events.Any(one => one.Group == group && one.At <= at && one.At > at - Tenths(rule.ResolveAfter))),
        random => $"resolve_after = {1 + random.Next(10)}s; group_by = g" + (random.Next(2) == 0 ? "" : $"; for = {1 + random.Next(6)}s"));

    private static int Tenths(TimeSpan time) => (int)(time.TotalSeconds * 10);

    /// <summary>Group by group and tenth by tenth: since when the condition holds, since when it does not.</summary>
    private static List<string> Naive(AlertSettings rule, Func<string, int, bool> holds)
    {
        List<(int At, string Text)> story = [];
        foreach (string group in new[] { "a", "b", "c" })
        {
            bool fires = false;
            int heldSince = -1, freeSince = 0;
            for (int at = 0; at <= EndTenths; at++)
            {
                bool now = holds(group, at);
                heldSince = now ? (heldSince < 0 ? at : heldSince) : -1;
                freeSince = now ? -1 : freeSince < 0 ? at : freeSince;
                if (!fires && now && at - heldSince >= Tenths(rule.For))
                {
                    fires = true;
                    story.Add((at, Text(at, "firing", group)));
                }
                else if (fires && !now && at - freeSince >= Tenths(rule.ResolveAfter))
                {
                    fires = false;
                    story.Add((at, Text(at, "resolved", group)));
                }
            }
        }

        return [.. story.OrderBy(static one => one.At).ThenBy(static one => one.Text, StringComparer.Ordinal).Select(static one => one.Text)];
    }

    private static string Text(int at, string what, string group) => string.Create(CultureInfo.InvariantCulture, $"{at / 10.0} {what} g={group}");

    private static void Run(Func<Random, RuleStage, List<(int At, string Group)>, AlertSettings, List<string>> naive, Func<Random, string> keysOf, [CallerMemberName] string test = "")
    {
        Random random = SeededRandom.Create(test);
        for (int run = 0; run < Runs; run++)
        {
            string keys = keysOf(random);
            RuleStage stage = new(keys);
            List<(int At, string Group)> events = [];
            int at = 1;
            // Few enough that the bound of notifications does not matter.
            for (int count = random.Next(14); count > 0 && at < EndTenths - 500; count--)
            {
                int before = at;
                at += random.Next(3) == 0 ? random.Next(120) : random.Next(15);
                if (at > before && random.Next(3) == 0)
                    stage.Until((before + ((at - before) * random.NextDouble() * 0.99)) / 10.0);
                string group = "abc"[random.Next(3)].ToString();
                events.Add((at, group));
                stage.Event(at / 10.0, "m", ("g", group));
                if (random.Next(10) == 0)
                    stage.Restart(at / 10.0);
            }

            stage.Until(EndTenths / 10.0);
            List<string> story = [.. stage.Told.OrderBy(static one => one.At).Zip(stage.Story).Select(static pair => pair.Second).OrderBy(
                static line => double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ThenBy(static line => line, StringComparer.Ordinal)];
            Assert.True(naive(random, stage, events, stage.State.Rule.Settings).SequenceEqual(story),
                $"{keys}\nevents {string.Join(' ', events)}\nexpected\n{string.Join('\n', naive(random, stage, events, stage.State.Rule.Settings))}\nbut\n{string.Join('\n', story)}");
        }
    }
}
