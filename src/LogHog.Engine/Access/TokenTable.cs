using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Access;

/// <summary>The tokens in force: looks at the file again when it has changed, at most once a second.</summary>
/// <param name="path">Where the file is now; a reload of the settings may change it.</param>
/// <param name="time">The clock of expiry.</param>
/// <param name="log">Hears about lines and files that cannot be used.</param>
public sealed class TokenTable(Func<string> path, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private volatile IReadOnlyList<AccessToken> _tokens = [];
    private (string Path, DateTime Modified, long Length) _seen;
    private long _lookedAt;
    private bool _hasLooked;
    private bool _hasFailed;

    /// <summary>The token of this secret, also one that has expired; null = nobody's.</summary>
    public AccessToken? Find(string secret)
    {
        Refresh();
        byte[] hash = AccessToken.HashOf(secret);
        AccessToken? found = null;
        // Every token is compared, and each in constant time: how long it takes tells nothing about any of them.
        foreach (AccessToken token in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, token.Hash.Span))
                found = token;
        }

        return found;
    }

    private void Refresh()
    {
        lock (_lock)
        {
            if (_hasLooked && time.GetElapsedTime(_lookedAt) < LookInterval)
                return;
            _hasLooked = true;
            _lookedAt = time.GetTimestamp();
            string file = path();
            if (file.Length == 0)
            {
                _tokens = [];
                return;
            }

            Read(file);
        }
    }

    private void Read(string file)
    {
        try
        {
            FileInfo info = new(file);
            (string, DateTime, long) now = (file, info.Exists ? info.LastWriteTimeUtc : default, info.Exists ? info.Length : -1);
            if (now == _seen)
                return;
            TokenFileContent content = TokenFile.Read(file);
            _tokens = content.Tokens;
            _seen = now;
            _hasFailed = false;
            foreach (string problem in content.Problems)
                AccessLog.BadLine(log, problem);
            AccessLog.Read(log, content.Tokens.Count, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Those that were known hold on: a slip with the file's mode must not stop everybody's logs.
            if (!_hasFailed)
                AccessLog.Unreadable(log, file, failure.Message);
            _hasFailed = true;
        }
    }
}
