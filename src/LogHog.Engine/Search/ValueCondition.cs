using System.Numerics;
using System.Runtime.Intrinsics;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>A condition on the value of one field: decided once for each distinct value of its column.</summary>
internal sealed class ValueCondition : ChunkCondition
{
    /// <summary>Where only few blocks have the words, their text is read sooner than the shapes of all.</summary>
    private const int BlocksForShapesMin = 4;

    private readonly string _field;
    private readonly FieldFilter? _filter;
    private readonly StreamLabel? _label;
    private readonly WordCondition _words = WordCondition.True;
    private readonly KnownVerdicts? _known;
    private readonly KnownVerdicts? _knownShapes;
    private byte[] _table = new byte[256];

    public ValueCondition(FieldFilter filter)
    {
        _field = filter.Field;
        _filter = filter;
        _words = filter.Words;
        if (filter is RegexFilter or PatternMatchFilter or AnyCaseFilter)
            (_known, _knownShapes) = (new KnownVerdicts(), new KnownVerdicts());
    }

    public ValueCondition(StreamLabel label)
    {
        _field = label.Name;
        _label = label;
        _known = label.IsRegex ? new KnownVerdicts() : null;
    }

    public override void Decide(ChunkColumns columns, EventVerdicts verdicts)
    {
        if (!columns.Has(_field))
        {
            bool holds = Matches(default);
            verdicts.Begin(columns.Count, holds, holds);
            return;
        }

        ulong blocks = columns.BlocksOf(_words) & columns.BlocksOfRun;
        if (blocks == 0)
            verdicts.Begin(columns.Count, holds: false, mayHold: false);
        else if (columns.Column(_field) is { } column)
            DecideBy(column, columns, verdicts, isShapes: false);
        else if (_field == "_msg" && MayPay(blocks, columns.BlocksOfRun) && columns.Shapes() is { } shapes)
            DecideBy(shapes, columns, verdicts, isShapes: true);
        else
            verdicts.Begin(columns.Count, holds: false, mayHold: true);
        if (blocks != 0)
            columns.ExcludeOthers(verdicts, blocks);
    }

    private static bool MayPay(ulong blocks, ulong ofAll) =>
        BitOperations.PopCount(blocks) >= Math.Min(BlocksForShapesMin, BitOperations.PopCount(ofAll));

    private void DecideBy(ChunkColumn column, ChunkColumns columns, EventVerdicts verdicts, bool isShapes)
    {
        if (_table.Length < column.Count)
            _table = new byte[Math.Max(column.Count, _table.Length * 2)];
        Span<byte> table = _table.AsSpan(0, column.Count);
        int all = (int)ShapeVerdict.Yes;
        int any = 0;
        int last = -1;
        int matching = 0;
        for (int id = 0; id < table.Length; id++)
        {
            table[id] = (byte)Verdict(column.Value(id).Span, isShapes);
            all &= table[id];
            any |= table[id];
            (last, matching) = table[id] == (byte)ShapeVerdict.No ? (last, matching) : (id, matching + 1);
        }

        verdicts.Begin(columns.Count, all == (int)ShapeVerdict.Yes, (all & (int)ShapeVerdict.Maybe) != 0);
        if (any == all)
            return; // the same for all
        ReadOnlySpan<ushort> ids = columns.Ids(column);
        if (matching == 1)
            FillEqual(ids, (ushort)last, verdicts.MayHold);
        else
            FillByTable(ids, table, (int)ShapeVerdict.Maybe, verdicts.MayHold);
        if (AreDecided(table))
            verdicts.MayHold.CopyTo(verdicts.Holds);
        else if ((any & (int)ShapeVerdict.Certain) != 0)
            FillByTable(ids, table, (int)ShapeVerdict.Certain, verdicts.Holds);
    }

    private static bool AreDecided(ReadOnlySpan<byte> table) => !table.Contains((byte)ShapeVerdict.Maybe);

    private ShapeVerdict Verdict(ReadOnlySpan<byte> value, bool isShape)
    {
        bool hasVariables = isShape && value.Contains(Index.MessageShape.Variable);
        KnownVerdicts? knownOnes = hasVariables ? _knownShapes : _known;
        if (knownOnes is not null && knownOnes.TryGet(value, out ShapeVerdict known))
            return known;
        ShapeVerdict verdict = hasVariables ? _filter!.MatchesShape(value)
            : Matches(value) ? ShapeVerdict.Yes
            : ShapeVerdict.No;
        knownOnes?.Add(value, verdict);
        return verdict;
    }

    private bool Matches(ReadOnlySpan<byte> value) => _filter?.MatchesValue(value) ?? _label!.Matches(value);

    private static void FillEqual(ReadOnlySpan<ushort> ids, ushort wanted, Span<ulong> bits)
    {
        var wantedOnes = Vector128.Create(wanted);
        int at = 0;
        for (int word = 0; word < bits.Length; word++)
        {
            ulong found = 0;
            int end = Math.Min(at + 64, ids.Length);
            int bit = 0;
            for (; at + 16 <= end; at += 16, bit += 16)
            {
                Vector128<ushort> low = Vector128.Equals(Vector128.Create(ids.Slice(at, 8)), wantedOnes);
                Vector128<ushort> high = Vector128.Equals(Vector128.Create(ids.Slice(at + 8, 8)), wantedOnes);
                found |= (ulong)Vector128.Narrow(low, high).ExtractMostSignificantBits() << bit;
            }

            for (; at < end; at++, bit++)
                found |= (ids[at] == wanted ? 1UL : 0) << bit;
            bits[word] = found;
        }
    }

    private static void FillByTable(ReadOnlySpan<ushort> ids, ReadOnlySpan<byte> table, int flag, Span<ulong> bits)
    {
        int shift = BitOperations.TrailingZeroCount(flag);
        for (int word = 0; word < bits.Length; word++)
        {
            ReadOnlySpan<ushort> run = ids.Slice(word * 64, Math.Min(64, ids.Length - (word * 64)));
            ulong found = 0;
            for (int bit = 0; bit < run.Length; bit++)
                found |= (ulong)((table[run[bit]] >> shift) & 1) << bit;
            bits[word] = found;
        }
    }
}

/// <summary>What dear filters said of values: the same come again in chunk after chunk.</summary>
internal sealed class KnownVerdicts
{
    private const int ValuesMax = 65_536;
    private const int ValueBytesMax = 8 << 20;

    private readonly Dictionary<byte[], ShapeVerdict> _verdicts = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], ShapeVerdict>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private int _valueBytes;

    public KnownVerdicts() => _lookup = _verdicts.GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool TryGet(ReadOnlySpan<byte> value, out ShapeVerdict verdict) => _lookup.TryGetValue(value, out verdict);

    public void Add(ReadOnlySpan<byte> value, ShapeVerdict verdict)
    {
        if (_verdicts.Count >= ValuesMax || _valueBytes >= ValueBytesMax)
        {
            _verdicts.Clear();
            _valueBytes = 0;
        }

        _lookup[value] = verdict;
        _valueBytes += value.Length;
    }
}
