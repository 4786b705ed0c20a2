using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// What the tag of a standard line says. The root module is named by its application, as syslog names a program; so a module
/// with the application's name, or one that begins like the other spelling (<c>root.web</c> = <c>web</c>), is written as
/// <c>root.</c> and its name. An application whose own name would read as that spelling leaves the root module its name, <c>root</c>.
/// </summary>
internal static class StandardTag
{
    private const int ProcessIdDigitsMax = 10; // 32 bits, the widest process id of any system

    public static ReadOnlySpan<byte> Root => "root"u8;

    public static ReadOnlySpan<byte> RootDot => "root."u8;

    /// <summary>The application that may stand for the root module: the file's own, or the event's if the file holds several.</summary>
    public static ReadOnlyMemory<byte> App(LogEvent logEvent, LineContext context) =>
        context.App.IsEmpty ? logEvent.App : context.App;

    public static bool AppCanStandForRoot(ReadOnlySpan<byte> app) => !app.IsEmpty && !ReadsAsRoot(app);

    public static bool NeedsRoot(ReadOnlySpan<byte> module, ReadOnlySpan<byte> app) =>
        module.SequenceEqual(app) || ReadsAsRoot(module);

    /// <summary>The module of a tag; both as plain text, escapes resolved. A slice of its argument.</summary>
    public static ReadOnlyMemory<byte> Module(ReadOnlyMemory<byte> tag, ReadOnlySpan<byte> app)
    {
        ReadOnlySpan<byte> text = tag.Span;
        if (text.StartsWith(RootDot))
            return tag[RootDot.Length..];
        return text.SequenceEqual(Root) || text.SequenceEqual(app) ? default : tag;
    }

    /// <summary>Does the field stand in the tag, as <c>[pid]</c>, when it is the first?</summary>
    public static bool IsProcessId(in EventField field) =>
        field.Kind == FieldKind.Number && IsProcessId(field.Value.Span) && field.Name.Span.SequenceEqual(FieldName.ProcessId.Span);

    public static bool IsProcessId(ReadOnlySpan<byte> digits) =>
        digits.Length is >= 1 and <= ProcessIdDigitsMax
        && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (digits[0] != '0' || digits.Length == 1);

    private static bool ReadsAsRoot(ReadOnlySpan<byte> name) => name.StartsWith(Root) && (name.Length == 4 || name[4] == '.');
}
