using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.Cli.Sending;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary><c>loghog config keys</c>.</summary>
internal static class KeysCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The key: small letters, digits and . _ -" };

    public static Command Build() => new("keys", "The keys that sign pushes. They are files that nobody but their owner can read, never arguments")
    {
        BuildCreate(), BuildList(), BuildShowPublic(), BuildRevoke(),
    };

    private static Command BuildCreate()
    {
        var algorithm = new Option<string>("--algorithm")
        {
            HelpName = "hmac-sha256|ecdsa-p256",
            DefaultValueFactory = static _ => PushKey.NameOf(PushAlgorithm.HmacSha256),
            Description = "hmac-sha256: programs hold the same secret, Python needs nothing else. ecdsa-p256: programs hold the public key only, Python needs the package cryptography.",
        };
        algorithm.AcceptOnlyFromAmong(PushKey.NameOf(PushAlgorithm.HmacSha256), PushKey.NameOf(PushAlgorithm.EcdsaP256));
        var command = new Command("create", "Make a key. Exit codes: 0 made, 1 it cannot be made, 2 wrong command line") { Name, algorithm };
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            string name = parsed.GetValue(Name)!;
            if (!PushKey.IsName(name))
                throw new UsageException($"'{name}' is no name of a key: write small letters, digits and . _ -");
            bool isHmac = parsed.GetValue(algorithm) == PushKey.NameOf(PushAlgorithm.HmacSha256);
            string file = KeyStore.Create(PushOptions.Place(parsed).Store, name, isHmac ? PushAlgorithm.HmacSha256 : PushAlgorithm.EcdsaP256);
            Console.Out.WriteLine(isHmac
                ? $"{file}\nCopy it to the programs that shall take pushes, readable for them alone."
                : $"{file}\nPrograms get what loghog config keys show-public {name} prints; this file stays here.");
            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }

    private static Command BuildList()
    {
        var command = new Command("list", "Every key: its name, how it signs, since when, and its file.");
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            foreach (ListedKey key in KeyStore.List(PushOptions.Place(parsed).Store))
            {
                Console.Out.WriteLine(parsed.GetValue(PushOptions.Json)
                    ? JsonSerializer.Serialize(key, PushJson.Readable.ListedKey)
                    : string.Create(CultureInfo.InvariantCulture, $"{key.Id,-16} {(key.IsRevoked ? "revoked" : key.Algorithm),-12} {key.Since.ToLocalTime():yyyy-MM-dd HH:mm} {key.File}"));
            }

            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }

    private static Command BuildShowPublic()
    {
        var command = new Command("show-public", "Print the public part of an ECDSA key: the key file for programs. Exit codes: 0 printed, 1 there is none") { Name };
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            string store = PushOptions.Place(parsed).Store;
            PushKey key = KeyStore.Find(store, parsed.GetValue(Name)!);
            if (key.Algorithm != PushAlgorithm.EcdsaP256)
                throw new IOException($"an HMAC key has no public part: copy {KeyStore.PathOf(store, key.Id)} itself to the programs");
            Console.Out.Write(Encoding.ASCII.GetString(PushKeyText.FormatPublic(key)));
            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }

    private static Command BuildRevoke()
    {
        var command = new Command("revoke", "Take a key out of use here; programs go on to believe it until its file is taken from them. Exit codes: 0 done, 1 there is none") { Name };
        command.SetAction(parsed => ConfigCommand.GuardAsync(() =>
        {
            string name = parsed.GetValue(Name)!;
            KeyStore.Revoke(PushOptions.Place(parsed).Store, name);
            Console.Out.WriteLine($"{name} signs nothing any more. Take its file out of key_file of the programs, too: whoever has a copy could still sign.");
            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }
}
