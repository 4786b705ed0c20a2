using System.Text;

namespace LogHog.Engine.Tests.Storage;

/// <summary>Text like that of a log file, with continuation lines and lines of many lengths.</summary>
internal static class LogText
{
    public static byte[] Create(Random random, int bytes)
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < bytes; i++)
        {
            text.Append("2026-11-20T12:18:36.464316+01:00 web01 web: INFO request ").Append(i).Append(" took ").Append(random.Next()).Append(" ns\n");
            for (int more = random.Next(20) == 0 ? random.Next(30) : 0; more > 0; more--)
                text.Append("\tat line ").Append(random.NextInt64()).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
