using LogHog.Protocols.ConfigPush;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Push;

/// <summary>Keys, history and a program's state, with the real loghog.</summary>
internal sealed class PushFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public string this[string name] => _folder[name];

    public string Store => _folder["store"];

    public PushKey Hmac { get; } = PushKey.Create("ops", PushAlgorithm.HmacSha256);

    public PushKey Ecdsa { get; } = PushKey.Create("pub", PushAlgorithm.EcdsaP256);

    public string HmacFile => Path.Combine(Store, "keys", "ops.key");

    public string PublicFile => _folder["pub.key"];

    /// <summary>With both keys, as <c>loghog config keys</c> would have made them.</summary>
    public PushFolder()
    {
        Directory.CreateDirectory(Path.Combine(Store, "keys"));
        WriteKey(HmacFile, PushKeyText.Format(Hmac));
        WriteKey(Path.Combine(Store, "keys", "pub.key"), PushKeyText.Format(Ecdsa));
        WriteKey(PublicFile, PushKeyText.FormatPublic(Ecdsa));
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

    private static void WriteKey(string path, byte[] key)
    {
        File.WriteAllBytes(path, key);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
