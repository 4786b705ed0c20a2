using LogHog.Engine.Durability;
using LogHog.Engine.Index;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tests.Differential;

/// <summary>The indexes of a folder, made when this is, and what can become of them.</summary>
internal sealed class FolderIndexes : IDisposable
{
    private readonly RootedFolder _folder;
    private IndexFolder _indexes;

    public FolderIndexes(RootedFolder folder)
    {
        _folder = folder;
        Make();
        _indexes = IndexFolder.Open(folder, TimeZoneInfo.Local);
    }

    /// <summary>For one query.</summary>
    public FolderSource Source() => new(_folder, TimeProvider.System, _indexes);

    /// <summary>Makes what is missing.</summary>
    public void Make() => Assert.Empty(new FolderIndexing(_folder, TimeZoneInfo.Local).Make(2, takesOver: true, static _ => { }, CancellationToken.None));

    public void Delete()
    {
        foreach (string sidecar in Sidecars())
            File.Delete(sidecar);
        Reopen();
    }

    /// <summary>Deletes some of them.</summary>
    public void DeleteSome(Random random)
    {
        foreach (string sidecar in Sidecars().Where(_ => random.Next(4) == 0))
            File.Delete(sidecar);
    }

    /// <summary>Lets go of what is open, as a new start of the server.</summary>
    public void Reopen()
    {
        _indexes.Dispose();
        _indexes = IndexFolder.Open(_folder, TimeZoneInfo.Local);
    }

    /// <summary>Damages most of them in place, as a bad disk does, also under whoever has them open.</summary>
    public void Damage(Random random)
    {
        string[] sidecars = Sidecars();
        foreach (string sidecar in sidecars.Where(_ => random.Next(4) > 0))
        {
            byte[] bytes = File.ReadAllBytes(sidecar);
            switch (random.Next(7))
            {
                case 0:
                    File.WriteAllBytes(sidecar, []);
                    break;
                case 1:
                    Truncate(sidecar, random.Next(bytes.Length + 1));
                    break;
                case 2:
                    File.Copy(sidecars[random.Next(sidecars.Length)] is var other && other != sidecar ? other : sidecars[0], sidecar + ".copy", overwrite: true);
                    File.Move(sidecar + ".copy", sidecar, overwrite: true);
                    break;
                case 3:
                    random.NextBytes(bytes.AsSpan(random.Next(bytes.Length + 1)));
                    WriteInPlace(sidecar, bytes);
                    break;
                default:
                    for (int flips = random.Next(1, 30); flips > 0 && bytes.Length > 0; flips--)
                        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    WriteInPlace(sidecar, bytes);
                    break;
            }
        }
    }

    public void Dispose() => _indexes.Dispose();

    private string[] Sidecars() =>
        [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(static path => Path.GetExtension(path) is SidecarNames.MainSuffix or SidecarNames.TailSuffix)
            .Order(StringComparer.Ordinal)];

    private static void WriteInPlace(string path, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.Write(bytes);
    }

    private static void Truncate(string path, int length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }
}
