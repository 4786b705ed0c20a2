namespace LogHog.Engine.Bot.Work;

/// <summary>A message that waits for its answer.</summary>
/// <param name="MessageId">Webex's id.</param>
/// <param name="RoomId">Where it was written, and where the answer goes.</param>
/// <param name="QueuedAt">When its webhook came.</param>
internal sealed record BotJob(string MessageId, string RoomId, DateTimeOffset QueuedAt)
{
    public int Tries { get; set; }

    /// <summary>What was done and is to be answered, so that a try to send it does not do it again; null = nothing yet.</summary>
    public Done? Result { get; set; }

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; set; } = QueuedAt;
}

/// <summary>A command that has run.</summary>
internal sealed record Done(Answers.AnswerText Said, CommandOutcome Outcome);
