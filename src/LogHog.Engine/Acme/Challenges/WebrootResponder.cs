using System.Runtime.Versioning;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>HTTP-01 by a file that another web server shows.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WebrootResponder(string webroot) : IChallengeResponder
{
    // The web server is another user: these files are for the whole world by their nature.
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Folders = [".well-known", "acme-challenge"];

    public ChallengeKind Kind => ChallengeKind.Http01;

    public async Task PrepareAsync(AcmeChallenge challenge, CancellationToken cancellation)
    {
        try
        {
            string folder = webroot;
            foreach (string name in Folders)
            {
                folder = Path.Combine(folder, name);
                if (Directory.Exists(folder))
                    continue;
                Directory.CreateDirectory(folder);
                // Whatever the umask is.
                File.SetUnixFileMode(folder, FolderMode);
            }

            string file = FileOf(challenge);
            await File.WriteAllTextAsync(file, challenge.KeyAuthorization, cancellation);
            File.SetUnixFileMode(file, FileMode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AcmeException(AcmeFailureKind.Responder, $"The answer to the challenge cannot be written below [acme] webroot: {failure.Message}", failure);
        }
    }

    public Task CleanUpAsync(AcmeChallenge challenge)
    {
        try
        {
            File.Delete(FileOf(challenge));
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AcmeException(AcmeFailureKind.Responder, $"The answer to the challenge cannot be taken away again: {failure.Message}", failure);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string FileOf(AcmeChallenge challenge) => Path.Combine([webroot, .. Folders, challenge.Token]);
}
