using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>
/// Time zones. Those of the module datetime are an offset and perhaps a name. Others (zoneinfo, pytz, dateutil) are names of rules
/// that the sender has, and stay names.
/// </summary>
internal static class TimeZoneRepr
{
    public static bool TryWrite(ReprWriter writer, scoped in PickleTree tree, PickleItems arguments, bool isStr)
    {
        RenderBuffer output = writer.Output;
        if (!TryRead(tree, arguments, out TimeDelta offset, out int name))
            return false;
        if (isStr)
        {
            if (name != PickleHeap.Absent)
            {
                writer.WriteStr(tree, name);
                return true;
            }
            output.Write("UTC"u8);
            if (!offset.IsZero)
                offset.WriteOffset(output);
            return true;
        }
        if (offset.IsZero && name == PickleHeap.Absent)
        {
            output.Write("datetime.timezone.utc"u8);
            return true;
        }
        output.Write("datetime.timezone("u8);
        offset.TryWrite(output, isStr: false);
        if (name != PickleHeap.Absent)
        {
            output.Write(", "u8);
            writer.WriteRepr(tree, name);
        }
        output.Write((byte)')');
        return true;
    }

    /// <summary>The offset behind a time; for a zone that has none of its own a space and what it is.</summary>
    public static void WriteOffset(ReprWriter writer, scoped in PickleTree tree, int zone)
    {
        if (tree.KindOf(zone) == PickleKind.Object)
        {
            ObjectShape shape = ObjectShape.Of(tree, zone);
            if (shape.Known == KnownName.TimeZone && TryRead(tree, shape.Arguments, out TimeDelta offset, out _))
            {
                offset.WriteOffset(writer.Output);
                return;
            }
        }
        writer.Output.Write((byte)' ');
        writer.WriteRepr(tree, zone);
    }

    private static bool TryRead(scoped in PickleTree tree, PickleItems arguments, out TimeDelta offset, out int name)
    {
        offset = default;
        name = PickleHeap.Absent;
        if (!arguments.TryTake(out int delta) || tree.KindOf(delta) != PickleKind.Object)
            return false;
        ObjectShape shape = ObjectShape.Of(tree, delta);
        if (shape.Known != KnownName.TimeDelta || !TimeDelta.TryRead(tree, shape.Arguments, out offset) || offset.Days is < -1 or > 0)
            return false;
        return !arguments.TryTake(out name) || tree.KindOf(name) is PickleKind.Text or PickleKind.ByteText;
    }
}
