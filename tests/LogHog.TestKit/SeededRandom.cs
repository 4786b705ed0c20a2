using System.Globalization;
using System.Runtime.CompilerServices;

namespace LogHog.TestKit;

/// <summary>
/// Randomness that can be replayed: the seed is printed, and the environment variable <c>LOGHOG_TEST_SEED</c> sets it.
/// </summary>
public static class SeededRandom
{
    public static Random Create([CallerMemberName] string test = "")
    {
        string? given = Environment.GetEnvironmentVariable("LOGHOG_TEST_SEED");
        int seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        Console.WriteLine($"{test}: LOGHOG_TEST_SEED={seed}");
        return new Random(seed);
    }
}
