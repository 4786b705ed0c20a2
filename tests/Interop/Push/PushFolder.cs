using LogHog.Protocols.ConfigPush;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary>Keys, history and a program's state, with the real loghog.</summary>
internal sealed class PushFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public string this[string name] => _folder[name];

    public string Store => _folder["store"];

    public PushKey Hmac { get; private set; } = null!;

    public PushKey Ecdsa { get; private set; } = null!;

    public string HmacFile => Path.Combine(Store, "keys", "ops.key");

    public string PublicFile => _folder["pub.key"];

    public static async Task<PushFolder> MakeAsync()
    {
        var folder = new PushFolder();
        await folder.Loghog(0, "keys", "create", "ops");
        await folder.Loghog(0, "keys", "create", "pub", "--algorithm", "ecdsa-p256");
        ProgramResult shown = await folder.Loghog(0, "keys", "show-public", "pub");
        File.WriteAllText(folder.PublicFile, shown.Output);
        folder.Hmac = PushKeyText.Parse(File.ReadAllBytes(folder.HmacFile), out _)!;
        folder.Ecdsa = PushKeyText.Parse(File.ReadAllBytes(Path.Combine(folder.Store, "keys", "pub.key")), out _)!;
        return folder;
    }

    public async Task<ProgramResult> Loghog(int exitCode, params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, ["config", .. arguments, "--store", Store]);
        Assert.True(result.ExitCode == exitCode, result.ToString());
        return result;
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    public HostileMeans Means(byte[] accepted, long version) =>
        new(Hmac, Ecdsa, accepted, version, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), _folder["canary"]);

    public void Dispose() => _folder.Dispose();
}
