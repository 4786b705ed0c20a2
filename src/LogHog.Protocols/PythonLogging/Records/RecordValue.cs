using System.Runtime.InteropServices;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The value of an attribute, looked at once. The default is none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">As a <see cref="PickleTree"/> names it.</param>
/// <param name="Start">Of a text whose bytes stand in the pickle as they are, the place of the first; else 0.</param>
/// <param name="Length">How many.</param>
/// <param name="IsUtf8">They are known to be UTF-8.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordValue(PickleKind Kind, int Value, int Start = 0, int Length = 0, bool IsUtf8 = false)
{
    public bool IsText => Kind is PickleKind.Text or PickleKind.ByteText;

    public bool IsNone => Kind is PickleKind.Absent or PickleKind.None;

    public bool StandsInPickle => Start != 0;

    public static RecordValue Of(scoped in PickleTree tree, int value)
    {
        PickleKind kind = tree.KindOf(value);
        bool stands = kind is PickleKind.Text or PickleKind.ByteText && tree.Pickle[value] is not (PickleOpcode.Unicode or PickleOpcode.String);
        return stands
            ? new RecordValue(kind, value, PickleArgument.ContentStart(tree.Pickle, value), tree.Content(value).Length)
            : new RecordValue(kind, value);
    }
}
