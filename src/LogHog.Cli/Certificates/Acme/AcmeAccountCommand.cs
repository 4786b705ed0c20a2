using System.CommandLine;
using LogHog.Engine.Acme;

namespace LogHog.Cli.Certificates.Acme;

/// <summary><c>loghog cert acme account</c>.</summary>
internal static class AcmeAccountCommand
{
    public static Command Build(AcmeOptions options)
    {
        var command = new Command("account", "The account at the authority: shown, and made if there is none.")
        {
            Simple(options, "new", "Forget account and key and make others, when the old account was deactivated or the key lost.", static (control, cancellation) => control.NewAccountAsync(cancellation)),
            Simple(options, "rollover", "Give the account another key; the old one is worthless from then on.", static (control, cancellation) => control.ChangeKeyAsync(cancellation)),
            BuildImport(options),
            BuildDeactivate(options),
        };
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: false, async control => Show(await control.AccountAsync(cancellation))));
        return command;
    }

    private static Command Simple(
        AcmeOptions options, string name, string description, Func<AcmeControl, CancellationToken, Task<AcmeAccountReport>> action)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: false, async control => Show(await action(control, cancellation))));
        return command;
    }

    private static Command BuildImport(AcmeOptions options)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A private key in PEM without a password: ECDSA P-256 or RSA." };
        var command = new Command("import", "Use the account of another client by its key.") { file };
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: false, async control =>
            Show(await control.ImportAccountAsync(await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancellation), cancellation))));
        return command;
    }

    private static Command BuildDeactivate(AcmeOptions options)
    {
        var command = new Command("deactivate", "End the account for good. Certificates stay valid until they end.");
        command.SetAction((parsed, cancellation) => options.Run(parsed, needsNames: false, async control =>
        {
            await control.DeactivateAsync(cancellation);
            Console.Out.WriteLine("deactivated");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static int Show(AcmeAccountReport account)
    {
        Console.Out.WriteLine($"account      {account.Url}");
        Console.Out.WriteLine($"key          {account.Algorithm}, thumbprint {account.KeyThumbprint}");
        if (account.Emails.Count > 0)
            Console.Out.WriteLine($"contact      {string.Join(", ", account.Emails)}");
        return ExitCode.Ok;
    }
}
