using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Templates;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// A local program: an argument vector, never a shell, and nothing of a notification among the arguments. It gets the notification in
/// variables and as JSON on its standard input. It leads a process group of its own (util-linux's setsid makes it, in the same process),
/// so that at the end of its time all of it is ended, with what it has started.
/// </summary>
internal sealed class CommandSender(ChannelSettings settings) : IChannelSender
{
    private const string Prefix = "LOGHOG_ALERT_";
    private const string SetSid = "/usr/bin/setsid";
    private const int SigKill = 9;

    // sysexits.h: EX_USAGE, EX_DATAERR and EX_CONFIG will be so again; EX_TEMPFAIL says the contrary, and anything else is a failure that may pass.
    private static readonly int[] Final = [64, 65];

    // What the kernel takes of one variable is 128 KB; people's programs want less.
    private const int VariableCharsMax = 8_000;
    private const int OutputCharsMax = 400;

    public IReadOnlyList<string> Recipients { get; } = [""];

    public bool TakesRecipient(string recipient) => false;

    public async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        using Process process = Start(delivery);
        StringBuilder output = new();
        Task reading = Task.WhenAll(CollectAsync(process.StandardOutput, output), CollectAsync(process.StandardError, output));
        try
        {
            await WriteAsync(process, delivery, cancellation);
            await process.WaitForExitAsync(cancellation);
            // A child that it has left behind may hold the output; what counts is its own end.
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(200), cancellation));
        }
        finally
        {
            if (!process.HasExited)
            {
                // Not waited for yet, so its number is nobody else's.
                _ = LibC.kill(-process.Id, SigKill);
                process.Kill(entireProcessTree: true);
            }
        }

        string words;
        lock (output)
            words = Printable.Text(output.ToString().Trim());
        if (process.ExitCode == 0)
            return words;
        throw new ServiceException(
            Final.Contains(process.ExitCode) ? ServiceFailureKind.Refused : ServiceFailureKind.Unreachable,
            $"{settings.Command[0]} ended with exit code {process.ExitCode}{(words.Length == 0 ? "" : ": " + words)}") { Status = process.ExitCode };
    }

    public void Dispose()
    {
    }

    private Process Start(Delivery delivery)
    {
        if (!File.Exists(settings.Command[0]))
            throw new ServiceException(ServiceFailureKind.Misconfigured, $"{settings.Command[0]} does not exist");
        IEnumerable<string> words = File.Exists(SetSid) ? settings.Command.Prepend(SetSid) : settings.Command;
        ProcessStartInfo start = new(words.First(), words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // Our own variables may hold secrets of other channels.
        foreach (string name in start.Environment.Keys.Where(static name => !IsHarmless(name)).ToList())
            start.Environment.Remove(name);
        foreach ((string name, string value) in Variables(delivery))
            start.Environment[Prefix + name] = NotificationBounds.Cut(value.Replace("\0", "", StringComparison.Ordinal), VariableCharsMax);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new ServiceException(ServiceFailureKind.Misconfigured, $"{settings.Command[0]} cannot be started: {failure.Message}", failure);
        }
    }

    private static bool IsHarmless(string name) => name is "PATH" or "LANG" or "TZ" or "HOME" or "USER" or "LOGNAME" || name.StartsWith("LC_", StringComparison.Ordinal);

    private IEnumerable<(string Name, string Value)> Variables(Delivery delivery)
    {
        Notification notification = delivery.Notification;
        return
        [
            ("ID", notification.Id),
            ("KEY", delivery.Key),
            ("CHANNEL", settings.Name),
            ("KIND", MetricNames.Label(notification.Kind)),
            ("SEVERITY", MetricNames.Label(notification.Severity)),
            ("RULE", notification.Rule),
            ("TITLE", settings.Templates.Title.Render(TemplateValues.Of(notification))),
            ("TEXT", settings.Templates[TemplatePart.Text].Render(TemplateValues.Of(notification))),
            ("TIME", notification.Time.ToString("O", CultureInfo.InvariantCulture)),
            ("COUNT", notification.Count.ToString(CultureInfo.InvariantCulture)),
            ("LINK", notification.Link?.AbsoluteUri ?? ""),
        ];
    }

    private async Task WriteAsync(Process process, Delivery delivery, CancellationToken cancellation)
    {
        try
        {
            using MemoryStream bytes = new();
            await using (Utf8JsonWriter json = new(bytes))
            {
                json.WriteStartObject();
                WebhookSender.Write(json, delivery.Notification, settings.Name);
                json.WriteEndObject();
            }

            await process.StandardInput.BaseStream.WriteAsync(bytes.ToArray(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read it.
        }
    }

    private static async Task CollectAsync(StreamReader reader, StringBuilder output)
    {
        char[] chars = new char[1024];
        try
        {
            for (int read; (read = await reader.ReadAsync(chars)) > 0;)
            {
                lock (output)
                    output.Append(chars, 0, Math.Min(read, Math.Max(0, OutputCharsMax - output.Length)));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was ended while somebody still read.
        }
    }
}
