using System.CommandLine;
using System.Text.Json;
using LogHog.LoadGenerator.Sending;
using LogHog.LoadGenerator.Verifying;

namespace LogHog.LoadGenerator;

/// <summary><c>verify FOLDER</c>: prints a <see cref="VerifyResult"/>; the exit code is 1 when something is missing, doubled or torn.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Every file below it is read, archives too" };
        var messages = new Option<long?>("--messages") { Description = "As sent, over all connections together" };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 1 };
        var result = new Option<string?>("--result") { Description = "File with what `send` printed, instead of the two" };
        var command = new Command("verify", "Compares a server's files with what was sent.") { folder, messages, connections, result };
        command.SetAction(parsed =>
        {
            long[]? sent = Sent(parsed.GetValue(result), parsed.GetValue(messages), parsed.GetValue(connections));
            if (sent is null)
            {
                Console.Error.WriteLine("Say --messages and --connections, or --result.");
                return 64;
            }

            VerifyResult found = new FileVerifier(sent).Verify(parsed.GetRequiredValue(folder));
            Console.WriteLine(JsonSerializer.Serialize(found));
            return found.IsPerfect ? 0 : 1;
        });
        return command;
    }

    private static long[]? Sent(string? resultFile, long? messages, int connections)
    {
        if (resultFile is not null)
            return JsonSerializer.Deserialize<SendResult>(File.ReadAllText(resultFile))!.PerConnection;
        return messages is { } all
            ? [.. Enumerable.Range(0, connections).Select(id => all / connections + (id < all % connections ? 1 : 0))]
            : null;
    }
}
