using System.Buffers.Binary;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>The groups of a rule, by their values. Bounded: where there are too many, those that nothing is known of any more make room.</summary>
/// <param name="rule">Whose they are.</param>
/// <param name="memory">That of all rules.</param>
internal sealed class GroupTable(AlertRule rule, AlertMemory memory)
{
    // Hosts, users, addresses under attack: what is more is not told apart by people.
    public const int GroupsMax = 10_000;

    private const int ValueBytesMax = 256;
    private const int GroupBytes = 600;

    // So many of the oldest are looked at for one that can go.
    private const int TriesMax = 8;

    private readonly Dictionary<byte[], AlertGroup> _byKey = new(ByteComparer.Instance);
    private readonly LinkedList<AlertGroup> _byUse = new();
    private byte[] _key = new byte[256];

    public int Count => _byKey.Count;

    public IEnumerable<AlertGroup> All => _byUse;

    /// <returns>Null: there is no room for one more.</returns>
    public AlertGroup? Find(IRow row, long nowNs)
    {
        int length = 0;
        foreach (string field in rule.GroupBy)
            AddToKey(row.Get(field), ref length);
        ReadOnlySpan<byte> key = _key.AsSpan(0, length);
        if (!_byKey.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out AlertGroup? group))
            return Add(key.ToArray(), nowNs);
        if (group.Place != _byUse.Last)
        {
            _byUse.Remove(group.Place!);
            _byUse.AddLast(group.Place!);
        }

        return group;
    }

    /// <summary>The group of these values, made if need be.</summary>
    public AlertGroup? Find(IReadOnlyList<string> values, long nowNs)
    {
        int length = 0;
        foreach (string value in values)
            AddToKey(Utf8.Encode(value), ref length);
        byte[] key = _key[..length];
        return _byKey.TryGetValue(key, out AlertGroup? group) ? group : Add(key, nowNs);
    }

    public void Clear()
    {
        foreach (AlertGroup group in _byUse.ToArray())
            Remove(group);
    }

    private AlertGroup? Add(byte[] key, long nowNs)
    {
        int bytes = GroupBytes + (3 * key.Length);
        while (_byKey.Count >= GroupsMax || !memory.TryTake(bytes))
        {
            if (!MakeRoom(nowNs))
                return null;
        }

        AlertGroup group = new() { Key = key, Labels = [.. LabelsOf(key)], Lines = new LineRing(memory) };
        _byKey.Add(key, group);
        group.Place = _byUse.AddLast(group);
        return group;
    }

    private bool MakeRoom(long nowNs)
    {
        LinkedListNode<AlertGroup>? node = _byUse.First;
        for (int tries = 0; node is not null && tries < TriesMax; tries++, node = node.Next)
        {
            if (!rule.MayForget(node.Value, nowNs))
                continue;
            Remove(node.Value);
            return true;
        }

        return false;
    }

    private void Remove(AlertGroup group)
    {
        _byKey.Remove(group.Key);
        _byUse.Remove(group.Place!);
        group.Place = null;
        group.Lines.Clear();
        memory.Give(GroupBytes + (3 * group.Key.Length) + (group.Window?.Bytes ?? 0));
    }

    private void AddToKey(ReadOnlySpan<byte> value, ref int length)
    {
        if (value.Length > ValueBytesMax)
            value = value[..Utf8.CutLength(value, ValueBytesMax)];
        while (_key.Length < length + sizeof(ushort) + value.Length)
            Array.Resize(ref _key, _key.Length * 2);
        BinaryPrimitives.WriteUInt16LittleEndian(_key.AsSpan(length), (ushort)value.Length);
        value.CopyTo(_key.AsSpan(length + sizeof(ushort)));
        length += sizeof(ushort) + value.Length;
    }

    private IEnumerable<KeyValuePair<string, string>> LabelsOf(byte[] key)
    {
        int at = 0;
        foreach (string field in rule.GroupBy)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(key.AsSpan(at));
            yield return new(field, Utf8.Decode(key.AsSpan(at + sizeof(ushort), length)));
            at += sizeof(ushort) + length;
        }
    }
}
