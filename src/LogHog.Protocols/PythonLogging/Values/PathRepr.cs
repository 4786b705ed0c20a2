using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Values;

/// <summary>Paths of pathlib, which are pickled as their parts, the root being one. They are text; nobody opens them.</summary>
internal static class PathRepr
{
    public static bool TryWrite(ReprWriter writer, scoped in PickleTree tree, scoped in ObjectShape shape, bool isStr)
    {
        bool isWindows = shape.Known is KnownName.WindowsPath or KnownName.PureWindowsPath;
        if (isStr)
            return TryWriteParts(writer, tree, shape.Arguments, isWindows ? (byte)'\\' : (byte)'/', isWindows);
        RenderBuffer output = writer.Output;
        output.Write(shape.Known switch
        {
            KnownName.PosixPath => "PosixPath("u8,
            KnownName.PurePosixPath => "PurePosixPath("u8,
            KnownName.WindowsPath => "WindowsPath("u8,
            _ => "PureWindowsPath("u8,
        });
        // In quotes and, on Windows, with slashes: as_posix(). The text is not known before it is written.
        int start = output.Length;
        if (!TryWriteParts(writer, tree, shape.Arguments, (byte)'/', isWindows) || !output.TrySpend(output.Length - start))
            return false;
        byte[] path = output.Written[start..].ToArray();
        output.Truncate(start);
        TextRepr.WriteText(output, path);
        output.Write((byte)')');
        return true;
    }

    private static bool TryWriteParts(ReprWriter writer, scoped in PickleTree tree, PickleItems parts, byte separator, bool isWindows)
    {
        RenderBuffer output = writer.Output;
        int start = output.Length;
        while (parts.TryTake(out int part))
        {
            if (tree.KindOf(part) is not (PickleKind.Text or PickleKind.ByteText) || !writer.TryGetText(tree, part, out ReadOnlySpan<byte> text))
                return false;
            bool isRoot = text.StartsWith("/"u8) || (isWindows && text.StartsWith("\\"u8));
            if (isRoot && output.Length > start)
                output.Truncate(start);
            if (output.Length > start && output.Written[^1] is not ((byte)'/' or (byte)'\\'))
                output.Write(separator);
            int from = output.Length;
            output.Write(text);
            if (isWindows && output.Length == from + text.Length)
                output.Array.AsSpan(from, text.Length).Replace(separator == (byte)'/' ? (byte)'\\' : (byte)'/', separator);
        }
        if (output.Length == start)
            output.Write((byte)'.');
        return true;
    }
}
