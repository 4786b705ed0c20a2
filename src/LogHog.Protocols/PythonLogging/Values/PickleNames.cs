using System.Text.Unicode;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>The names of classes and functions in a pickle, as texts.</summary>
internal static class PickleNames
{
    // getattr(getattr(Outer, 'Middle'), 'Inner'): nested classes before protocol 4.
    private const int DotsMax = 8;

    /// <summary>Which of the names that we know; <see cref="KnownName.Unknown"/> for all others, and for what is no name.</summary>
    public static KnownName Find(scoped in PickleTree tree, int value) =>
        TryGet(tree, value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> name) ? KnownNames.Find(module, name) : KnownName.Unknown;

    /// <summary>Writes <c>module.Name</c>, or what else stands for a callable.</summary>
    public static void Write(RenderBuffer output, scoped in PickleTree tree, int value, int dots = 0)
    {
        if (TryGet(tree, value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> name))
        {
            WritePart(output, Python3Name(module));
            output.Write((byte)'.');
            WritePart(output, name);
        }
        else if (tree.KindOf(value) == PickleKind.Extension)
        {
            output.Write("extension "u8);
            NumberText.WriteInteger(output, PickleArgument.Number(tree.Pickle, value));
        }
        else if (dots < DotsMax && TryGetAttribute(tree, value, out int owner, out int attribute))
        {
            Write(output, tree, owner, dots + 1);
            output.Write((byte)'.');
            WritePart(output, Raw(tree, attribute));
        }
        else
        {
            output.Write((byte)'?');
        }
    }

    /// <summary>Is it <c>getattr(owner, 'name')</c>?</summary>
    public static bool TryGetAttribute(scoped in PickleTree tree, int value, out int owner, out int attribute)
    {
        owner = attribute = PickleHeap.Absent;
        if (tree.KindOf(value) != PickleKind.Object)
            return false;
        PickleObject call = tree.Object(value);
        if (Find(tree, call.Callable) != KnownName.GetAttr)
            return false;
        PickleItems arguments = tree.Items(call.Arguments);
        return arguments.TryTakePair(out owner, out attribute) && arguments.IsEmpty
            && tree.KindOf(attribute) is PickleKind.Text or PickleKind.ByteText;
    }

    private static bool TryGet(scoped in PickleTree tree, int value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> name)
    {
        switch (tree.KindOf(value))
        {
            case PickleKind.Global:
                module = tree.Content(value);
                name = PickleArgument.SecondLine(tree.Pickle, value);
                return true;
            case PickleKind.StackGlobal:
                (int moduleValue, int nameValue) = tree.Pair(value);
                module = Raw(tree, moduleValue);
                name = Raw(tree, nameValue);
                return true;
            default:
                module = name = default;
                return false;
        }
    }

    /// <summary>Python 3 writes Python 2's names for these up to protocol 2.</summary>
    private static ReadOnlySpan<byte> Python3Name(ReadOnlySpan<byte> module) =>
        module.SequenceEqual("__builtin__"u8) || module.SequenceEqual("exceptions"u8) ? "builtins"u8
        : module.SequenceEqual("copy_reg"u8) ? "copyreg"u8
        : module;

    /// <summary>A text as it stands in the pickle. Names have no escapes; hostile ones need no better.</summary>
    private static ReadOnlySpan<byte> Raw(scoped in PickleTree tree, int text)
    {
        ReadOnlySpan<byte> content = tree.Content(text);
        return tree.Pickle[text] == PickleOpcode.String ? content[1..^1] : content;
    }

    private static void WritePart(RenderBuffer output, ReadOnlySpan<byte> part)
    {
        if (Utf8.IsValid(part))
        {
            output.Write(part);
            return;
        }
        Span<byte> room = output.Reserve(part.Length * 3);
        if (!room.IsEmpty)
            output.Commit(WtfCharacter.EscapeBytes(part, room));
    }
}
