using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using LogHog.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Storage;

public sealed class CompressedAppendTests : IDisposable
{
    private const string Live = "web.log.gz";

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public CompressedAppendTests() => _folder = RootedFolder.Open(_temp.Path, create: false);

    [Fact]
    public void Zcat_reads_every_line_after_every_flush()
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 20_000);
        using DurableFile file = _folder.OpenAppend(Live, create: true);
        using CompressedAppend writer = new(file, level: 6);
        for (int at = 0; at < text.Length; at += 4000)
        {
            writer.Append(text.AsSpan(at, Math.Min(4000, text.Length - at)));
            writer.Flush();
            Assert.Equal(0, writer.PendingBytes);
            Assert.Equal(text[..Math.Min(at + 4000, text.Length)], Tools.Run("zcat", _temp[Live]));
        }
    }

    [Fact]
    public void Writes_a_member_by_itself_when_enough_has_gathered()
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 700_000);
        using DurableFile file = _folder.OpenAppend(Live, create: true);
        using CompressedAppend writer = new(file, level: 1);
        for (int at = 0; at < text.Length; at += 1000)
            writer.Append(text.AsSpan(at, Math.Min(1000, text.Length - at)));
        Assert.InRange(writer.PendingBytes, 1, CompressedAppend.MemberTextBytes);
        Assert.Equal(text[..^writer.PendingBytes], Tools.Run("zcat", _temp[Live]));
        writer.Flush();
        Assert.Equal(text, Tools.Run("zcat", _temp[Live]));
    }

    [Fact]
    public void After_a_kill_at_any_byte_the_whole_members_stay_and_the_rest_lies_beside()
    {
        byte[] text = LogText.Create(SeededRandom.Create(), 600);
        byte[] whole;
        long firstBytes;
        using (DurableFile file = _folder.OpenAppend(Live, create: true))
        {
            using CompressedAppend writer = new(file, level: 6);
            writer.Append(text);
            writer.Flush();
            firstBytes = file.Length;
            writer.Append(text);
            writer.Flush();
        }
        whole = File.ReadAllBytes(_temp[Live]);
        for (int length = (int)firstBytes; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_temp[Live], whole[..length]);
            long good = CompressedAppend.PutTornMemberAside(_folder, Live, NullLogger.Instance);
            Assert.Equal(length == whole.Length ? length : firstBytes, good);
            Assert.Equal(good, new FileInfo(_temp[Live]).Length);
            byte[] torn = File.Exists(_temp[Live + ".torn"]) ? File.ReadAllBytes(_temp[Live + ".torn"]) : [];
            Assert.Equal(whole[(int)good..length], torn);
            File.Delete(_temp[Live + ".torn"]);
        }
    }

    [Fact]
    public void A_member_of_which_a_power_cut_left_only_zeros_is_torn()
    {
        using (DurableFile file = _folder.OpenAppend(Live, create: true))
        {
            using CompressedAppend writer = new(file, level: 6);
            writer.Append("one\n"u8);
            writer.Flush();
        }
        byte[] member = File.ReadAllBytes(_temp[Live]);
        byte[] zeroed = [.. member[..20], .. new byte[member.Length - 20]];
        File.WriteAllBytes(_temp[Live], [.. member, .. zeroed]);
        Assert.Equal(member.Length, CompressedAppend.PutTornMemberAside(_folder, Live, NullLogger.Instance));
        Assert.Equal("one\n"u8, Tools.Run("zcat", _temp[Live]));
        Assert.Equal(zeroed, File.ReadAllBytes(_temp[Live + ".torn"]));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }
}
