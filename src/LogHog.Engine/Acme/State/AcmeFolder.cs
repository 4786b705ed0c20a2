using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Acme.Jose;
using LogHog.Engine.Certificates;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Acme.State;

/// <summary>
/// What outlives the process, each in a file of its own that is replaced as a whole, mode 0600: <c>certificate.pem</c> (key and
/// chain together, so that they always fit), <c>order.json</c> (what is under way), <c>status.json</c> (how it went last), and for
/// each certificate authority <c>account-….key</c> and <c>account-….json</c>.
/// </summary>
/// <remarks>Open, it holds the lock of the folder: daemon and command line do not order at once.</remarks>
internal sealed class AcmeFolder : IDisposable
{
    public const string CertificateName = "certificate.pem";
    private const string OrderName = "order.json";
    private const string StatusName = "status.json";
    private const string LockName = "lock";
    private const int FileBytesMax = 1 << 20;

    private readonly RootedFolder _folder;
    private readonly DurableFile _lock;

    private AcmeFolder(RootedFolder folder, DurableFile taken)
    {
        _folder = folder;
        _lock = taken;
    }

    public string CertificatePath => Path.Combine(_folder.Path, CertificateName);

    /// <exception cref="AcmeException">It cannot be had, or somebody else is at work in it.</exception>
    public static AcmeFolder Open(string path)
    {
        RootedFolder? folder = null;
        DurableFile? file = null;
        try
        {
            Make(path);
            folder = RootedFolder.Open(path, create: false);
            file = folder.OpenReadWrite(LockName, create: true);
            folder.GiveToOwner(LockName);
            if (!file.TryLock())
                throw new AcmeException(AcmeFailureKind.Disk, $"Another process is ordering a certificate in {path}; try again when it is done") { IsBusy = true };
            DropLeftOvers(folder);
            return new AcmeFolder(folder, file);
        }
        catch (Exception failure) when (failure is IOException or AcmeException)
        {
            file?.Dispose();
            folder?.Dispose();
            throw failure is AcmeException ? failure : new AcmeException(AcmeFailureKind.Disk, failure.Message, failure);
        }
    }

    /// <returns>Null when the authority has no account of ours yet.</returns>
    public AccountKey? LoadAccountKey(Uri directory) => ReadKey(AccountName(directory, "key"));

    public void SaveAccountKey(Uri directory, AccountKey key) => Write(AccountName(directory, "key"), key.ExportPem());

    /// <summary>A key that is to follow the one in force: which of them the authority has by now is not known after a crash.</summary>
    public AccountKey? LoadNextAccountKey(Uri directory) => ReadKey(AccountName(directory, "next.key"));

    public void SaveNextAccountKey(Uri directory, AccountKey key) => Write(AccountName(directory, "next.key"), key.ExportPem());

    /// <summary>From here on the next key is the one in force.</summary>
    public void TakeNextAccountKey(Uri directory) => OnDisk(() =>
    {
        _folder.Rename(AccountName(directory, "next.key"), AccountName(directory, "key"), replace: true);
        _folder.SyncFolder();
    });

    public void DropNextAccountKey(Uri directory) => Delete(AccountName(directory, "next.key"));

    public StoredAccount? LoadAccount(Uri directory) => ReadJson(AccountName(directory, "json"), AcmeJson.Default.StoredAccount);

    public void SaveAccount(Uri directory, StoredAccount account) =>
        Write(AccountName(directory, "json"), JsonSerializer.Serialize(account, AcmeJson.Default.StoredAccount));

    /// <summary>Forgets account and key.</summary>
    public void DropAccount(Uri directory)
    {
        Delete(AccountName(directory, "json"));
        Delete(AccountName(directory, "key"));
    }

    public PendingOrder? LoadOrder() => ReadJson(OrderName, AcmeJson.Default.PendingOrder);

    public void SaveOrder(PendingOrder order) => Write(OrderName, JsonSerializer.Serialize(order, AcmeJson.Default.PendingOrder));

    public void DropOrder() => Delete(OrderName);

    public AcmeStatus LoadStatus() => ReadJson(StatusName, AcmeJson.Default.AcmeStatus) ?? new AcmeStatus();

    public void SaveStatus(AcmeStatus status) => Write(StatusName, JsonSerializer.Serialize(status, AcmeJson.Default.AcmeStatus));

    /// <summary>One step, after which it serves: until then the one before it does.</summary>
    public void SaveCertificate(string keyPem, string chainPem) => Write(CertificateName, keyPem.TrimEnd() + "\n" + chainPem);

    public string? LoadCertificate() => Read(CertificateName);

    public void Dispose()
    {
        _lock.Dispose();
        _folder.Dispose();
    }

    private static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        using RootedFolder parent = RootedFolder.Open(Path.GetDirectoryName(path)!, create: true);
        string name = Path.GetFileName(path);
        parent.CreateFolders(name);
        parent.GiveToOwner(name);
        parent.SyncFolder();
    }

    /// <summary>What a kill has left half-written; nobody writes while we have the lock.</summary>
    private static void DropLeftOvers(RootedFolder folder)
    {
        foreach (string name in folder.List().Where(static name => name[0] == '.' && name.EndsWith(".new", StringComparison.Ordinal)))
            folder.Delete(name);
    }

    /// <summary>Accounts of several authorities (a test one, another one later) lie side by side.</summary>
    private static string AccountName(Uri directory, string extension)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(directory.AbsoluteUri));
        return $"account-{Base64Url.EncodeToString(hash.AsSpan(0, 9))}.{extension}";
    }

    private AccountKey? ReadKey(string name) => OnDisk(() => Read(name) is { } pem ? AccountKey.Import(pem) : null);

    private T? ReadJson<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Read(name) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException)
        {
            // Nothing of it cannot be made again; to be unreadable must not stop a renewal.
            return null;
        }
    }

    private string? Read(string name) => OnDisk(() =>
    {
        if (_folder.Status(name) is null)
            return null;
        using DurableFile file = _folder.OpenRead(name);
        byte[] text = new byte[Math.Min(file.Length, FileBytesMax)];
        return Encoding.UTF8.GetString(text, 0, file.Read(0, text));
    });

    private void Write(string name, string text) => OnDisk(() =>
        CertificateFile.WritePrivate(Path.Combine(_folder.Path, name), text, replace: true));

    private void Delete(string name) => OnDisk(() =>
    {
        if (_folder.Delete(name))
            _folder.SyncFolder();
    });

    private static void OnDisk(Action action) => OnDisk(() =>
    {
        action();
        return true;
    });

    private static T OnDisk<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AcmeException(AcmeFailureKind.Disk, failure.Message, failure);
        }
    }
}
