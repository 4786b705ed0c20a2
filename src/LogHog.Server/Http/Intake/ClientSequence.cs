using System.Globalization;
using System.Runtime.InteropServices;
using LogHog.Engine.Access;

namespace LogHog.Server.Http.Intake;

/// <summary>How a sender numbers its requests, so that a retry is recognised; empty and 0 = it does not.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientSequence(string Client, long Sequence)
{
    private const string ClientHeader = "X-LogHog-Client";
    private const string SequenceHeader = "X-LogHog-Sequence";
    private const int ClientBytesMax = 128;

    /// <returns>False when one is missing or is not what it should be; then <paramref name="problem"/> says so.</returns>
    public static bool TryRead(HttpRequest request, AccessToken? token, out ClientSequence sequence, out string problem)
    {
        sequence = new ClientSequence("", 0);
        problem = "";
        string client = request.Headers[ClientHeader].ToString();
        string number = request.Headers[SequenceHeader].ToString();
        if (client.Length == 0 && number.Length == 0)
            return true;
        if (client.Length == 0 || number.Length == 0)
            problem = $"{ClientHeader} and {SequenceHeader} go together";
        else if (client.Length > ClientBytesMax || !client.All(static c => c is >= ' ' and <= '~'))
            problem = $"{ClientHeader} may have {ClientBytesMax} printable ASCII characters";
        else if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) || parsed < 1)
            problem = $"{SequenceHeader} is a whole number from 1 on";
        else
            // Apart for each token: nobody can use up another's numbers. No token's name has a slash.
            sequence = new ClientSequence($"{token?.Name}/{client}", parsed);
        return problem.Length == 0;
    }
}
