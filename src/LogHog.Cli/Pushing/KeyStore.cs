using System.Text.Json;
using LogHog.Engine.Configuration;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Cli.Pushing;

/// <summary>A key in the store, as it is listed.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Algorithm">How it signs.</param>
/// <param name="File">Where it lies; of a revoked key what is left of it.</param>
/// <param name="Since">When it was made, or revoked.</param>
/// <param name="IsRevoked">It signs nothing any more.</param>
internal sealed record ListedKey(string Id, string Algorithm, string File, DateTimeOffset Since, bool IsRevoked);

/// <summary>The keys of <c>loghog config keys</c>: <c>keys/NAME.key</c>, and <c>keys/NAME.revoked</c> when it was taken out of use.</summary>
internal static class KeyStore
{
    private const string Folder = "keys";
    private const string Ending = ".key";
    private const string RevokedEnding = ".revoked";

    /// <returns>The file of the new key.</returns>
    /// <exception cref="IOException">There is, or was, one of that name.</exception>
    public static string Create(string store, string id, PushAlgorithm algorithm)
    {
        using PushStore open = PushStore.Open(store);
        using IDisposable held = open.Lock();
        if (File.Exists(PathOf(store, id, RevokedEnding)))
            throw new IOException($"there was a key {id}, and it was revoked; choose another name");
        if (File.Exists(PathOf(store, id, Ending)))
            throw new IOException($"there is a key {id} already; choose another name");
        open.Write(Folder, id + Ending, PushKeyText.Format(PushKey.Create(id, algorithm)));
        return PathOf(store, id, Ending);
    }

    /// <summary>Takes a key out of use: what is left says that it was, so that nobody makes another of its name.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static void Revoke(string store, string id)
    {
        using PushStore open = PushStore.Open(store);
        using IDisposable held = open.Lock();
        PushKey key = Find(store, id);
        open.Write(Folder, id + RevokedEnding, JsonSerializer.SerializeToUtf8Bytes(
            new RevokedKey(id, key.AlgorithmName, PushStore.WhoIsAtWork()), PushJson.Default.RevokedKey));
        open.Delete(Folder, id + Ending);
    }

    /// <exception cref="IOException">There is none to use; the message says what to do.</exception>
    public static PushKey Find(string store, string id)
    {
        if (!PushKey.IsName(id))
            throw new IOException($"'{id}' is no name of a key: write small letters, digits and . _ -");
        if (File.Exists(PathOf(store, id, RevokedEnding)))
            throw new IOException($"the key {id} was revoked");
        string path = PathOf(store, id, Ending);
        if (!File.Exists(path))
            throw new IOException($"there is no key {id} in {Path.Combine(store, Folder)}; make it with loghog config keys create {id}");
        string problem = "";
        PushKey? key = PushKeyFile.Read(path, message => problem = message);
        return key is { CanSign: true } && key.Id == id ? key : throw new IOException($"{path} {(problem.Length > 0 ? problem : "is not the key that signs")}");
    }

    public static IReadOnlyList<ListedKey> List(string store)
    {
        List<ListedKey> keys = [];
        foreach (string name in PushStore.List(store, Folder, Ending))
        {
            string path = Path.Combine(store, Folder, name);
            string problem = "";
            PushKey? key = PushKeyFile.Read(path, message => problem = message);
            keys.Add(new ListedKey(name[..^Ending.Length], key?.AlgorithmName ?? problem, path, new DateTimeOffset(File.GetLastWriteTimeUtc(path)), IsRevoked: false));
        }

        foreach (string name in PushStore.List(store, Folder, RevokedEnding))
        {
            string path = Path.Combine(store, Folder, name);
            keys.RemoveAll(key => key.Id == name[..^RevokedEnding.Length]);
            keys.Add(new ListedKey(name[..^RevokedEnding.Length], "", path, new DateTimeOffset(File.GetLastWriteTimeUtc(path)), IsRevoked: true));
        }

        return [.. keys.OrderBy(static key => key.Id, StringComparer.Ordinal)];
    }

    public static string PathOf(string store, string id) => PathOf(store, id, Ending);

    private static string PathOf(string store, string id, string ending) => Path.Combine(store, Folder, id + ending);
}

/// <summary>What is left of a revoked key.</summary>
internal sealed record RevokedKey(string Id, string Algorithm, string By);
