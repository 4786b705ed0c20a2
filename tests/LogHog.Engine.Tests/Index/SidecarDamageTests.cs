using LogHog.Engine.Index;

namespace LogHog.Engine.Tests.Index;

/// <summary>A kill at any moment, and bytes that are not what was written: the index is less or gone, never wrong.</summary>
public sealed class SidecarDamageTests : IDisposable
{
    private const string Live = IndexBench.Live;

    private readonly IndexBench _bench = new();
    private readonly string _text = IndexBench.Events(0, 6);

    [Fact]
    public void Cut_at_any_byte_it_is_never_wrong_and_is_made_whole_again()
    {
        byte[] whole = Finished();
        for (int length = 0; length < whole.Length; length += Step(length, whole.Length))
        {
            File.WriteAllBytes(_bench[SidecarNames.Main(IndexBench.Archive)], whole[..length]);
            _bench.Indexes.Changed(IndexBench.Archive);

            Assert.Contains(_bench.Indexed(IndexBench.Archive), (long[])[0, _text.Length]);
            _bench.AssertRight(IndexBench.Archive);
            _bench.Update(IndexBench.Archive, IndexExtent.Finished);
            _bench.AssertWhole(IndexBench.Archive, _text.Length);
            Assert.Equal(whole, File.ReadAllBytes(_bench[SidecarNames.Main(IndexBench.Archive)]));
        }
    }

    [Fact]
    public void A_tail_cut_at_any_byte_is_never_wrong_and_is_made_whole_again()
    {
        _bench.Write(Live, _text);
        _bench.Update(Live, IndexExtent.Resting);
        _bench.Append(Live, IndexBench.Event(6));
        _bench.Update(Live, IndexExtent.Resting);
        string tail = _bench[SidecarNames.Tail(Live)];
        byte[] whole = File.ReadAllBytes(tail);
        for (int length = 0; length < whole.Length; length += Step(length, whole.Length))
        {
            File.WriteAllBytes(tail, whole[..length]);
            _bench.Indexes.Changed(Live);

            _bench.AssertRight(Live);
            _bench.Update(Live, IndexExtent.Resting);
            _bench.AssertWhole(Live, _text.Length + IndexBench.Event(6).Length);
        }
    }

    [Fact]
    public void A_flipped_bit_is_seen_before_it_is_believed_and_what_is_reported_is_not_lent_again()
    {
        byte[] whole = Finished();
        string main = _bench[SidecarNames.Main(IndexBench.Archive)];
        for (int at = 0; at < whole.Length; at += Step(at, whole.Length))
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(main, damaged);
            _bench.Indexes.Changed(IndexBench.Archive);

            using FileIndex? index = _bench.Indexes.Find(_bench.Listed(IndexBench.Archive));
            if (index is null)
                continue;
            Assert.Equal((_text.Length, 1), (index.IndexedTextBytes, index.Chunks.Count));
            index.ReportDamage();
            Assert.Null(_bench.Indexes.Find(_bench.Listed(IndexBench.Archive)));
        }
    }

    [Fact]
    public void Something_else_under_its_name_is_replaced()
    {
        _bench.Write(Live, _text);
        Directory.CreateDirectory(_bench["shop/.index"]);
        _bench.Write(SidecarNames.Main(Live), "no sidecar at all");
        _bench.Write(SidecarNames.Tail(Live), "nor this");
        _bench.Write(SidecarNames.Temporary(SidecarNames.Tail(Live)), "left by a kill");

        Assert.Equal(0, _bench.Indexed(Live));
        _bench.Update(Live, IndexExtent.Resting);

        Assert.Equal(RebuildReason.Damaged, _bench.Indexer.Rebuilt);
        _bench.AssertWhole(Live, _text.Length);
    }

    public void Dispose() => _bench.Dispose();

    private byte[] Finished()
    {
        _bench.Write(IndexBench.Archive, _text);
        _bench.Update(IndexBench.Archive, IndexExtent.Finished);
        return File.ReadAllBytes(_bench[SidecarNames.Main(IndexBench.Archive)]);
    }

    /// <summary>Every byte of the headers and around the records' ends; pages of words lie between.</summary>
    private static int Step(int at, int length) => at < 600 || at > length - 200 ? 1 : 13;
}
