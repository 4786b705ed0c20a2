using LogHog.Engine.Bot.Answers;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Bot.Commands;

/// <summary>Finds the command that somebody wrote, and runs it. What goes wrong becomes an answer: whoever asked is trusted, and can have it mended.</summary>
internal sealed class BotCommands
{
    // A chat is no place to wait longer.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<BotCommand> _commands;

    /// <param name="commands">Those beside <c>hello</c> and <c>help</c>.</param>
    public BotCommands(IEnumerable<BotCommand> commands) => _commands =
    [
        new BotCommand("hello", "", "who I am and what I can do", (_, _) => Task.FromResult(List(AnswerKind.Hello))),
        .. commands,
        new BotCommand("help", "", "this list", (_, _) => Task.FromResult(List(AnswerKind.Help))),
    ];

    /// <param name="settings">Those in force.</param>
    /// <param name="person">Who wrote it.</param>
    /// <param name="text">What, without the mention.</param>
    /// <param name="cancellation">The server stops.</param>
    /// <returns>What to answer, and what to count.</returns>
    public async Task<(BotAnswer Answer, CommandOutcome Outcome)> RunAsync(BotSettings settings, string person, string text, CancellationToken cancellation)
    {
        if (CommandText.Read(text, out string problem) is not { } line)
            return (Named(BotAnswer.Problem($"{problem} Write help for a list."), settings, person), CommandOutcome.Refused);
        foreach (BotCommand command in _commands)
        {
            if (command.Match(line) is { } words)
                return (Named(await RunAsync(command, new BotCall(settings, person, words), cancellation), settings, person), CommandOutcome.Answered);
        }

        return (Named(List(AnswerKind.Help), settings, person), CommandOutcome.Unknown);
    }

    private static async Task<BotAnswer> RunAsync(BotCommand command, BotCall call, CancellationToken cancellation)
    {
        if (call.Words.Count == 0 && command.Arguments.Length > 0 && !command.ArgumentsMayMiss)
            return BotAnswer.Problem($"Write: {command.Usage}");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CommandTimeout);
        try
        {
            return await command.RunAsync(call, limit.Token);
        }
        catch (BotProblemException problem)
        {
            return BotAnswer.Problem(problem.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return BotAnswer.Problem($"That took longer than {CommandTimeout.TotalSeconds:0} s; I gave up.");
        }
    }

    private BotAnswer List(AnswerKind kind) => new(kind)
    {
        Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = typeof(BotCommands).Assembly.GetName().Version?.ToString(3) ?? "" },
        Rows = [.. _commands.Select(static command => BotAnswer.Row(("command", command.Usage), ("what", command.What)))],
    };

    /// <summary>What every answer can say.</summary>
    private static BotAnswer Named(BotAnswer answer, BotSettings settings, string person) => answer with
    {
        Texts = new Dictionary<string, string>(answer.Texts, StringComparer.Ordinal)
        {
            ["name"] = settings.Name, ["caretaker"] = settings.Caretaker, ["person"] = Printable.Text(person),
        },
    };
}

/// <summary>A command cannot be answered; the message tells whoever asked why.</summary>
internal sealed class BotProblemException : Exception
{
    public BotProblemException(string message)
        : base(message)
    {
    }

    public BotProblemException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
