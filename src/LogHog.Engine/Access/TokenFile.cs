using System.Text;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Access;

/// <summary>What a token file holds; lines that are none are told and passed by, so that one slip does not lock everybody out.</summary>
public sealed record TokenFileContent(IReadOnlyList<AccessToken> Tokens, IReadOnlyList<string> Problems);

/// <summary>
/// The file of tokens (<c>[auth] tokens</c>): one line each, <c>#</c> begins a comment. Replaced as a whole, mode 0600. A missing
/// file is an empty one.
/// </summary>
public static class TokenFile
{
    // 10,000 tokens of 150 bytes, and room.
    private const int FileBytesMax = 4 << 20;

    private const string Head = "# LogHog's tokens: name hash permissions applications created expires. Change it with: loghog token\n";

    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static TokenFileContent Read(string path)
    {
        List<AccessToken> tokens = [];
        List<string> problems = [];
        if (!File.Exists(path))
            return new TokenFileContent(tokens, problems);
        if (new FileInfo(path).Length > FileBytesMax)
            throw new IOException($"{path} is larger than {FileBytesMax} bytes");
        int number = 0;
        foreach (string line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (line.Trim().Length == 0 || line[0] == '#')
                continue;
            AccessToken? token = TokenLine.Parse(line, out string problem);
            if (token is not null && tokens.Exists(other => other.Name == token.Name))
                problem = $"there is a token {token.Name} above it";
            if (problem.Length > 0)
                problems.Add($"{path}:{number}: {problem}");
            else
                tokens.Add(token!);
        }

        return new TokenFileContent(tokens, problems);
    }

    /// <summary>Adds a token.</summary>
    /// <exception cref="IOException">It has one of that name or lines that are none, or the disk refuses it; the message says which.</exception>
    public static void Add(string path, AccessToken token) => Change(path, tokens =>
    {
        if (tokens.Exists(other => other.Name == token.Name))
            throw new IOException($"{path} has a token {token.Name} already; revoke it first or choose another name");
        tokens.Add(token);
    });

    /// <summary>Takes a token away.</summary>
    /// <exception cref="IOException">It has none of that name, or lines that are none, or the disk refuses it.</exception>
    public static void Revoke(string path, string name) => Change(path, tokens =>
    {
        if (tokens.RemoveAll(token => token.Name == name) == 0)
            throw new IOException($"{path} has no token {name}");
    });

    private static void Change(string path, Action<List<AccessToken>> change)
    {
        path = Path.GetFullPath(path);
        string name = Path.GetFileName(path);
        string fresh = name + ".new";
        using RootedFolder folder = RootedFolder.Open(Path.GetDirectoryName(path)!, create: true);
        // Exclusive: two who change the file at once would each forget the other's token.
        using DurableFile file = CreateFresh(folder, fresh);
        try
        {
            TokenFileContent content = Read(path);
            if (content.Problems.Count > 0)
                throw new IOException(content.Problems[0] + "; mend or delete that line first");
            List<AccessToken> tokens = [.. content.Tokens];
            change(tokens);
            string text = Head + string.Concat(tokens.Select(static token => TokenLine.Format(token) + "\n"));
            file.WriteAt(0, Encoding.UTF8.GetBytes(text));
            file.Sync();
            folder.Rename(fresh, name, replace: true);
            folder.SyncFolder();
        }
        catch
        {
            folder.Delete(fresh);
            throw;
        }
    }

    private static DurableFile CreateFresh(RootedFolder folder, string name)
    {
        try
        {
            return folder.CreateNewPrivate(name);
        }
        catch (DiskException failure) when (failure.Errno == Errno.EEXIST)
        {
            throw new IOException($"{folder.Path}/{name} exists: another loghog token is at work, or was killed at it; then delete that file", failure);
        }
    }
}
