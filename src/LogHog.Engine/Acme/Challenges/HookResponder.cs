using System.ComponentModel;
using System.Diagnostics;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>
/// DNS-01 by a command of the user's: called to set the TXT record, and again to take it away. An argument vector, never a shell;
/// what the server says comes by the environment only.
/// </summary>
internal sealed class HookResponder(IReadOnlyList<string> command, TimeSpan timeout) : IChallengeResponder
{
    private const string Prefix = "LOGHOG_ACME_";

    // Enough for the last words of a script.
    private const int OutputCharsMax = 500;

    public ChallengeKind Kind => ChallengeKind.Dns01;

    public Task PrepareAsync(AcmeChallenge challenge, CancellationToken cancellation) => RunAsync("present", challenge, cancellation);

    public Task CleanUpAsync(AcmeChallenge challenge) => RunAsync("cleanup", challenge, CancellationToken.None);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(string action, AcmeChallenge challenge, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("LOGHOG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment[Prefix + "ACTION"] = action;
        start.Environment[Prefix + "DOMAIN"] = challenge.Identifier.BaseValue;
        start.Environment[Prefix + "NAME"] = challenge.DnsName;
        start.Environment[Prefix + "TOKEN"] = challenge.Token;
        start.Environment[Prefix + "VALUE"] = challenge.DnsValue;
        using Process process = Start(start);
        process.StandardInput.Close();
        LastWords words = new();
        process.OutputDataReceived += (_, line) => words.Add(line.Data);
        process.ErrorDataReceived += (_, line) => words.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Also when it has ended and a child of its still holds the output: what counts is its own end.
            if (!process.HasExited || cancellation.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw Failure(action, challenge, $"did not end within {timeout.TotalSeconds} s and was stopped{words}");
            }
        }

        if (process.ExitCode != 0)
            throw Failure(action, challenge, $"ended with exit code {process.ExitCode}{words}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new AcmeException(AcmeFailureKind.Responder, $"The [acme] hook {command[0]} cannot be started: {failure.Message}", failure);
        }
    }

    private AcmeException Failure(string action, AcmeChallenge challenge, string what) =>
        new(AcmeFailureKind.Responder, $"The [acme] hook {command[0]}, asked to {action} {challenge.DnsName}, {what}");

    /// <summary>The end of what it said.</summary>
    private sealed class LastWords
    {
        private readonly Lock _lock = new();
        private string _text = "";

        public void Add(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            lock (_lock)
            {
                string text = $"{_text} {Printable.Text(line.Trim())}";
                _text = text.Length <= OutputCharsMax ? text : text[^OutputCharsMax..];
            }
        }

        public override string ToString()
        {
            lock (_lock)
                return _text.Length == 0 ? "" : $":{_text}";
        }
    }
}
