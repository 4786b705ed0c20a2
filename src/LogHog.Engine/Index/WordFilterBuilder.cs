namespace LogHog.Engine.Index;

/// <summary>Collects the words of the blocks of a chunk, and makes the filter of them.</summary>
internal sealed class WordFilterBuilder
{
    /// <summary>Text of random words (hex dumps) would make a filter of half its size; more than this is not worth it.</summary>
    private const int TextPerFilterByte = 10;

    private readonly WordSet _block = new();
    private readonly List<int> _ends = [];
    private ulong[] _words = new ulong[1 << 16];
    private int _count;

    /// <summary>The different words of each block so far.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, _count);

    public void Begin()
    {
        _block.Clear();
        _ends.Clear();
        _count = 0;
    }

    /// <param name="hash">Of a word of the block, by <see cref="WordHash"/>.</param>
    public void Add(ulong hash)
    {
        if (!_block.Add(hash))
            return;
        if (_count == _words.Length)
            Array.Resize(ref _words, _count * 2);
        _words[_count++] = hash;
    }

    public void EndBlock()
    {
        _ends.Add(_count);
        _block.Clear();
    }

    /// <param name="into">Gets the pages.</param>
    /// <param name="textBytes">Of the chunk.</param>
    /// <param name="seed">For <see cref="WordPage"/>.</param>
    public WordFilterLayout Write(SectionWriter into, int textBytes, ulong seed)
    {
        int blocks = _ends.Count;
        int mean = (_count + blocks - 1) / blocks;
        int max = 0;
        for (int b = 0; b < blocks; b++)
            max = Math.Max(max, _ends[b] - (b == 0 ? 0 : _ends[b - 1]));
        // Blocks are much alike. One that is not gets a filter that answers a little worse, rather than all of them a larger one.
        var layout = WordFilterLayout.For(blocks, Math.Max(mean, max * 3 / 4), Math.Max(textBytes / TextPerFilterByte, WordFilterLayout.PageBytesMax));
        Span<byte> pages = into.Take(layout.Bytes);
        pages.Clear();
        int at = 0;
        for (int b = 0; b < blocks; b++)
        {
            AddBlock(pages, layout, b, _words.AsSpan(at, _ends[b] - at));
            at = _ends[b];
        }

        for (int page = 0; page < layout.Pages; page++)
            WordPage.Seal(pages.Slice(page * layout.PageBytes, layout.PageBytes), page, seed);
        return layout;
    }

    private static void AddBlock(Span<byte> pages, WordFilterLayout layout, int block, ReadOnlySpan<ulong> words)
    {
        int rowsPerPage = layout.RowsPerPage;
        Span<int> rows = stackalloc int[WordFilterLayout.RowsOfWord];
        foreach (ulong hash in words)
        {
            Span<byte> page = pages.Slice((layout.PageOf(hash) * layout.PageBytes) + WordFilterLayout.ChecksumBytes, layout.PageBytes - WordFilterLayout.ChecksumBytes);
            WordFilterLayout.Rows(hash, rowsPerPage, rows);
            foreach (int row in rows)
            {
                int bit = (row << layout.RowBitsLog2) + block;
                page[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }
    }
}
