using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>drop_empty_fields</c>: rows without their empty fields; rows with nothing else vanish.</summary>
internal sealed class DropEmptyFieldsPipe : RowPipe
{
    public override bool KeepsRows => false;

    public override bool CanTail => true;

    protected override bool Apply(Row row)
    {
        for (int i = row.Count - 1; i >= 0; i--)
        {
            if (row.ValueAt(i).Length == 0)
            {
                row.RemoveAt(i);
            }
        }

        return row.Count > 0;
    }

    /// <summary>Whether a row vanishes is for all its fields to say.</summary>
    internal override void NarrowFields(NeededFields needed) => needed.AddAll();

    public override string ToString() => "drop_empty_fields";

    public static Pipe Parse(TokenReader reader, string name) => new DropEmptyFieldsPipe();
}
