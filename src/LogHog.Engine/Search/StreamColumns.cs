using System.Runtime.InteropServices;

namespace LogHog.Engine.Search;

/// <summary>Makes the columns of <c>_stream</c> and <c>_stream_id</c> from those of app, host and module.</summary>
internal sealed class StreamColumns
{
    private readonly EventTexts _texts = new();
    private readonly Dictionary<(ushort App, ushort Host, ushort Module), ushort> _ids = [];

    /// <returns>False: one of the three has no column.</returns>
    public bool Fill(ChunkColumn made, ChunkColumns columns)
    {
        if (!TryGet("app", columns, out ChunkColumn? app) || !TryGet("host", columns, out ChunkColumn? host)
            || !TryGet("module", columns, out ChunkColumn? module))
            return false;
        made.BeginMade(made.Field);
        _ids.Clear();
        Span<ushort> ids = made.Room(columns.First, columns.Count);
        (ushort, ushort, ushort) last = default;
        for (int i = 0; i < ids.Length; i++)
        {
            (ushort, ushort, ushort) key = (Id(app, columns, i), Id(host, columns, i), Id(module, columns, i));
            if (i > 0 && key == last)
            {
                ids[i] = ids[i - 1];
                continue;
            }

            ref ushort id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, key, out bool exists);
            if (!exists)
                id = made.AddMade(Text(made.Field, Value(app, key.Item1), Value(host, key.Item2), Value(module, key.Item3)));
            ids[i] = id;
            last = key;
        }

        return true;
    }

    /// <summary>Null and true: no event has the field.</summary>
    private static bool TryGet(string field, ChunkColumns columns, out ChunkColumn? column)
    {
        column = columns.Has(field) ? columns.Column(field) : null;
        return column is not null || !columns.Has(field);
    }

    private static ushort Id(ChunkColumn? column, ChunkColumns columns, int i) =>
        column is null || column.Count == 1 ? (ushort)0 : columns.Ids(column)[i];

    private static ReadOnlySpan<byte> Value(ChunkColumn? column, int id) => column is null ? default : column.Value(id).Span;

    private byte[] Text(string field, ReadOnlySpan<byte> app, ReadOnlySpan<byte> host, ReadOnlySpan<byte> module) =>
        (field == "_stream" ? _texts.Stream(app, host, module) : _texts.StreamId(app, host, module)).ToArray();
}
