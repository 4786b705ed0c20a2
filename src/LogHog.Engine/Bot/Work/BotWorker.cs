using LogHog.Engine.Bot.Answers;
using LogHog.Engine.Bot.Commands;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Webex;
using LogHog.Engine.Configuration;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot.Work;

/// <summary>
/// Answers messages, one after the other: fetches what was written from Webex itself, so that nothing is believed that a webhook says, looks
/// once more who wrote it, runs the command, sends the answer. What fails for a time is tried again, what is of no use any more given up.
/// </summary>
internal sealed class BotWorker(
    Func<BotSettings> settings, BotQueue queue, BotIdentity identity, BotCommands commands, BotCounters counters, TimeProvider time, ILogger log) : IDisposable
{
    // Whoever asked has found another way by then.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    // Shorter than done messages are remembered: a webhook that somebody kept and sends again finds the one or the other.
    private static readonly TimeSpan MessageAgeMax = BotQueue.Kept / 2;

    // Nothing but what comes next ends the wait.
    private static readonly TimeSpan IdleWait = TimeSpan.FromHours(1);

    private WebexSession? _session;
    private BotSettings? _templatesOf;
    private BotTemplates? _templates;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (queue.Next() is { } job)
                await HandleAsync(job, cancellation);
            else
                await queue.WaitAsync(queue.NextIn() is { } wait && wait < IdleWait ? wait : IdleWait, cancellation);
        }
    }

    public void Dispose() => _session?.Dispose();

    private async Task HandleAsync(BotJob job, CancellationToken cancellation)
    {
        try
        {
            Complete(job, await AnswerAsync(job, settings(), cancellation));
        }
        catch (ServiceException failure) when (failure.IsFinal)
        {
            BotLog.GivenUp(log, failure.Message);
            Complete(job, CommandOutcome.Gone);
        }
        catch (ServiceException failure)
        {
            job.Tries++;
            if (time.GetUtcNow() - job.QueuedAt > GiveUpAfter)
            {
                BotLog.GivenUp(log, failure.Message);
                Complete(job, CommandOutcome.GivenUp);
                return;
            }

            counters.Retry();
            BotLog.PutOff(log, job.Tries, failure.Message);
            queue.PutOff(job, BotBackoff.After(job.Tries, failure.RetryAfter));
        }
    }

    private void Complete(BotJob job, CommandOutcome outcome)
    {
        counters.Command(outcome);
        if (outcome is not (CommandOutcome.Answered or CommandOutcome.Unknown))
            BotLog.PassedBy(log, outcome.ToString());
        if (queue.Complete(job) is { } problem)
            BotLog.DiskRefuses(log, problem);
    }

    private async Task<CommandOutcome> AnswerAsync(BotJob job, BotSettings current, CancellationToken cancellation)
    {
        WebexSession session = Session(current);
        if (job.Result is null)
        {
            WebexPerson me = await session.MeAsync(cancellation);
            identity.Id = me.Id;
            WebexPosted message = await session.MessageAsync(job.MessageId, cancellation);
            if (Outsider(job, message, me, current) is { } reason)
                return reason;
            job.Result = await RunAsync(message, me, current, cancellation);
        }

        await session.SendAsync(new WebexMessage { RoomId = job.RoomId, Text = job.Result.Said.Plain, Markdown = job.Result.Said.Markdown }, cancellation);
        return job.Result.Outcome;
    }

    private async Task<Done> RunAsync(WebexPosted message, WebexPerson me, BotSettings current, CancellationToken cancellation)
    {
        string text = message.RoomType == "direct"
            ? message.Text ?? ""
            : Mention.Strip(message.Text ?? "", message.Html ?? "", me.Id, [me.DisplayName, current.Name]);
        BotLog.Command(log, message.PersonEmail, Printable.Quote(text));
        (BotAnswer answer, CommandOutcome outcome) = await commands.RunAsync(current, message.PersonEmail, text, cancellation);
        return new Done(Templates(current).Render(answer), outcome);
    }

    /// <summary>Why it gets no answer, as Webex itself tells of the message; null = it gets one.</summary>
    private CommandOutcome? Outsider(BotJob job, WebexPosted message, WebexPerson me, BotSettings current) =>
        message.Id != job.MessageId || message.RoomId != job.RoomId ? CommandOutcome.NotForUs
        : message.PersonId == me.Id ? CommandOutcome.OwnMessage
        : !current.Trusted.Contains(message.PersonEmail) ? CommandOutcome.Stranger
        : message.MentionedPeople.Count > 0 && !message.MentionedPeople.Contains(me.Id, StringComparer.Ordinal) ? CommandOutcome.NotForUs
        : time.GetUtcNow() - message.Created > MessageAgeMax ? CommandOutcome.NotForUs
        : null;

    private WebexSession Session(BotSettings current)
    {
        if (_session?.IsOf(current) == true)
            return _session;
        _session?.Dispose();
        _session = null;
        return _session = WebexSession.Open(current, time);
    }

    /// <summary>Read anew when the settings were: what is wrong in a file was told by then, and ours stands in.</summary>
    private BotTemplates Templates(BotSettings current)
    {
        if (_templates is null || !ReferenceEquals(_templatesOf, current))
            (_templates, _templatesOf) = (BotTemplates.Load(current.TemplatesFolder, static (_, _) => { }), current);
        return _templates;
    }
}
