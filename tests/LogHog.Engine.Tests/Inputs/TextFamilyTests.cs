using LogHog.Engine.Inputs.Following;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Inputs;

/// <summary>The order of a path's texts when it is rotated while they are looked for.</summary>
public sealed class TextFamilyTests
{
    private static readonly DateTime Noon = new(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_cut_off_comes_before_copies_that_were_made_later(bool hasCopy)
    {
        using TempFolder folder = new();
        TextFamily family = new(folder["app.log"]);
        using FollowedText older = Text(folder, "app.log.3", Noon.AddSeconds(-5));
        using FollowedText followed = Text(folder, "app.log", Noon);
        family.Add(older);
        family.Add(followed);
        // Cut off twice: the second copy is found before anybody sees that the file is another one.
        using FollowedText secondCopy = Text(folder, "app.log.1", Noon.AddSeconds(4));
        family.AddByAge(secondCopy, followed.Id);
        Assert.Equal([older, secondCopy, followed], family.Texts);

        ITextSource copy = hasCopy ? Text(folder, "app.log.2", Noon.AddSeconds(2)).Source : new KeptText(0, [.. "order 1"u8]);
        using FollowedText now = new(family.Path, followed.Leave(copy));
        family.Divide(followed, now);

        Assert.Equal([older, followed, secondCopy, now], family.Texts);
    }

    private static FollowedText Text(TempFolder folder, string name, DateTime modifiedAt)
    {
        File.WriteAllText(folder[name], name + "\n");
        File.SetLastWriteTimeUtc(folder[name], modifiedAt);
        return new FollowedText(folder["app.log"], FollowedFiles.OpenPlain(folder[name]));
    }
}
